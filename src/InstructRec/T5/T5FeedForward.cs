using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>wo(relu(wi(x))), or wo(gelu(wi_0(x)) * wi_1(x)) with GELU's tanh approximation.</summary>
internal sealed class T5FeedForward : nn.Module
{
    private readonly Dropout _dropout;
    private readonly Projection? wi;
    private readonly Projection? wi_0;
    private readonly Projection? wi_1;
    private readonly Projection wo;

    public T5FeedForward(T5Config config, T5Kernels kernels, Device device, ScalarType type)
        : base(nameof(T5FeedForward))
    {
        _dropout = kernels.Dropout;
        int model = config.ModelDimension, inner = config.FeedForwardDimension;
        if (config.FeedForwardActivation == FeedForwardActivation.GatedGelu)
        {
            wi_0 = new Projection(model, inner, kernels.Linear, device, type);
            wi_1 = new Projection(model, inner, kernels.Linear, device, type);
        }
        else
        {
            wi = new Projection(model, inner, kernels.Linear, device, type);
        }

        // What leaves wo is added to the residual stream and overflows float16 on large checkpoints.
        wo = new Projection(inner, model, kernels.Linear, device, type == ScalarType.Float16 ? ScalarType.Float32 : type);
        RegisterComponents();
    }

    /// <summary>The layers that read the residual stream: wi, or wi_0 and wi_1.</summary>
    public IEnumerable<Projection> Inputs => wi is null ? [wi_0!, wi_1!] : [wi];

    public Projection Output => wo;

    /// <summary>[batch, length, d_model] to [batch, length, d_model], of wo's type.</summary>
    public Tensor Apply(Tensor hidden)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor inner = wi is null ? Gated(hidden) : wi.Apply(hidden).relu(); // [batch, length, d_ff]
        inner = _dropout.Apply(inner, training);
        return wo.Apply(inner.to_type(wo.Weight.dtype)).MoveToOuterDisposeScope();
    }

    private Tensor Gated(Tensor hidden)
    {
        Tensor gate = nn.functional.gelu(wi_0!.Apply(hidden), GELU.Approximate.tanh);
        Tensor linear = wi_1!.Apply(hidden);

        // The product may overwrite a factor where no gradient needs it again.
        return is_grad_enabled() && (gate.requires_grad || linear.requires_grad) ? gate * linear : gate.mul_(linear);
    }
}
