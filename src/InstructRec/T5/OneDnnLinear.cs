using System.Runtime.InteropServices;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>oneDNN's linear on ordinary dense tensors, reached through a C function that libtorch exports for ahead-of-time compiled graphs.</summary>
/// <remarks>TorchSharp does not bind it. The symbol is looked up once; without it <see cref="IsAvailable"/> is false and nobody calls it.</remarks>
internal static unsafe class OneDnnLinear
{
    private const string Symbol = "aoti_torch_cpu__linear_pointwise";

    private static readonly Lazy<nint> Function = new(Find);
    private static readonly byte[] NoActivation = [.. Encoding.ASCII.GetBytes("none"), 0];

    /// <summary>Whether this process's libtorch exports the function; false before libtorch is loaded would stay false, so ask after a tensor exists.</summary>
    public static bool IsAvailable => Function.Value != 0;

    /// <summary>float32 on the CPU, dense, with rows, and no gradient asked for.</summary>
    public static bool CanRun(Tensor x, Tensor weight) =>
        x.dtype == ScalarType.Float32 && weight.dtype == ScalarType.Float32
        && x.device_type == DeviceType.CPU && weight.device_type == DeviceType.CPU
        && x.numel() > 0
        && !(is_grad_enabled() && (x.requires_grad || weight.requires_grad))
        && weight.is_contiguous()
        && IsAvailable;

    /// <summary>x W^T; the caller has asked <see cref="CanRun"/>.</summary>
    public static Tensor Apply(Tensor x, Tensor weight)
    {
        using Tensor dense = x.contiguous();
        nint result = 0;
        int status;
        fixed (byte* activation = NoActivation)
        {
            var function = (delegate* unmanaged[Cdecl]<nint, nint, nint*, byte*, double**, long, byte**, nint*, int>)Function.Value;
            status = function(dense.Handle, weight.Handle, null, activation, null, 0, null, &result);
        }

        GC.KeepAlive(weight);
        return status == 0 && result != 0 ? Tensor.UnsafeCreateTensor(result) : nn.functional.linear(x, weight);
    }

    private static nint Find()
    {
        // libtorch is in the process already: TorchSharp loaded it. By its bare name the loader gives that one; else it is sought beside TorchSharp and in the
        // host's native search folders (runtimes/RID/native), and last among what the process itself exports.
        foreach (string name in new[] { "libtorch_cpu.so", "libtorch_cpu.dylib", "torch_cpu.dll", "torch_cpu" })
        {
            if (NativeLibrary.TryLoad(name, typeof(Tensor).Assembly, null, out nint library) && NativeLibrary.TryGetExport(library, Symbol, out nint function))
            {
                return function;
            }
        }

        return NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), Symbol, out nint own) ? own : 0;
    }
}
