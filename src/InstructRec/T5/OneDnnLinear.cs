using System.Text;
using InstructRec.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>oneDNN's linear on ordinary dense tensors, reached through a C function that libtorch exports for ahead-of-time compiled graphs.</summary>
/// <remarks>TorchSharp does not bind it. The symbol is looked up once; without it <see cref="IsAvailable"/> is false and nobody calls it.</remarks>
/// <param name="find">Gives the function's address, or 0 where there is none; asked once.</param>
internal sealed unsafe class OneDnnLinear(Func<nint> find) : ILinearProduct
{
    /// <summary>The function's name in libtorch.</summary>
    public const string Symbol = "aoti_torch_cpu__linear_pointwise";

    private static readonly byte[] NoActivation = [.. Encoding.ASCII.GetBytes("none"), 0];
    private readonly Lazy<nint> _function = new(find);

    /// <summary>The function of the libtorch that this process has loaded.</summary>
    public static OneDnnLinear OfProcess { get; } = new(() => NativeFunctions.Find(Symbol, NativeFunctions.Libtorch));

    /// <summary>Whether this process's libtorch exports the function; false before libtorch is loaded would stay false, so ask after a tensor exists.</summary>
    public bool IsAvailable => _function.Value != 0;

    /// <summary>float32 on the CPU, dense, with rows, and no gradient asked for.</summary>
    public bool CanRun(Tensor x, Tensor weight) =>
        x.dtype == ScalarType.Float32 && weight.dtype == ScalarType.Float32
        && x.device_type == DeviceType.CPU && weight.device_type == DeviceType.CPU
        && x.numel() > 0
        && !(is_grad_enabled() && (x.requires_grad || weight.requires_grad))
        && weight.is_contiguous()
        && IsAvailable;

    /// <inheritdoc/>
    public Tensor Apply(Tensor x, Tensor weight)
    {
        using Tensor dense = x.contiguous();
        nint result = 0;
        int status;
        fixed (byte* activation = NoActivation)
        {
            var function = (delegate* unmanaged[Cdecl]<nint, nint, nint*, byte*, double**, long, byte**, nint*, int>)_function.Value;
            status = function(dense.Handle, weight.Handle, null, activation, null, 0, null, &result);
        }

        GC.KeepAlive(weight);
        return status == 0 && result != 0 ? Tensor.UnsafeCreateTensor(result) : nn.functional.linear(x, weight);
    }
}
