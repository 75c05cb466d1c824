using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>One block of a stack: self-attention, in the decoder cross-attention, feed-forward; each normed before and added after.</summary>
public sealed class T5Block : nn.Module
{
    private readonly RmsNorm _selfNorm, _feedNorm;
    private readonly RmsNorm? _crossNorm;
    private readonly T5FeedForward _feed;
    private readonly Dropout _dropout;

    internal T5Block(T5Config config, bool isDecoder, bool isFirst, Dropout dropout, ScalarType dtype, Device device)
        : base(nameof(T5Block))
    {
        _dropout = dropout;
        ModuleList<nn.Module> layers = new();
        Self = new T5Attention(config, isFirst, dropout, dtype, device);
        _selfNorm = Norm();
        layers.Add(new Layer("SelfAttention", Self, _selfNorm));
        if (isDecoder)
        {
            Cross = new T5Attention(config, false, dropout, dtype, device);
            _crossNorm = Norm();
            layers.Add(new Layer("EncDecAttention", Cross, _crossNorm));
        }

        _feed = new T5FeedForward(config, dropout, dtype, device);
        _feedNorm = Norm();
        layers.Add(new Layer("DenseReluDense", _feed, _feedNorm));
        register_module("layer", layers);

        RmsNorm Norm() => new(config.ModelDimension, config.LayerNormEpsilon, dtype, device);
    }

    internal T5Attention Self { get; }

    internal T5Attention? Cross { get; }

    /// <summary>Runs the block. <paramref name="selfKeysAndValues"/> turns this block's new keys and values into all that are attended.</summary>
    internal Tensor Run(Tensor hidden, Tensor? selfBias, Func<Tensor, Tensor, (Tensor, Tensor)>? selfKeysAndValues, (Tensor Keys, Tensor Values)? cross, Tensor? crossBias)
    {
        Tensor normed = _selfNorm.forward(hidden);
        (Tensor keys, Tensor values) = Self.KeysAndValues(normed);
        if (selfKeysAndValues is not null)
        {
            (keys, values) = selfKeysAndValues(keys, values);
        }

        hidden = Add(hidden, Self.Attend(Self.Query(normed), keys, values, selfBias));
        if (Cross is not null)
        {
            hidden = Add(hidden, AttendCross(_crossNorm!.forward(hidden), cross!.Value, crossBias));
        }

        return Add(hidden, _feed.forward(_feedNorm.forward(hidden)));
    }

    /// <summary>Rows that share an instruction attend it together, as several queries of one row.</summary>
    private Tensor AttendCross(Tensor normed, (Tensor Keys, Tensor Values) cross, Tensor? bias)
    {
        long rows = normed.shape[0], instructions = cross.Keys.shape[0];
        if (rows == instructions)
        {
            return Cross!.Attend(Cross.Query(normed), cross.Keys, cross.Values, bias);
        }

        Tensor grouped = normed.view(instructions, rows / instructions * normed.shape[1], normed.shape[2]);
        return Cross!.Attend(Cross.Query(grouped), cross.Keys, cross.Values, bias).view(normed.shape);
    }

    private Tensor Add(Tensor hidden, Tensor change) => hidden + _dropout.Apply(change, training);

    private sealed class Layer : nn.Module
    {
        public Layer(string name, nn.Module inner, RmsNorm norm)
            : base(nameof(Layer))
        {
            register_module(name, inner);
            register_module("layer_norm", norm);
        }
    }
}
