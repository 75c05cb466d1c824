using System.Runtime.InteropServices;
using System.Text;
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
    public static OneDnnLinear OfProcess { get; } = new(() => Find(Symbol, "libtorch_cpu.so", "libtorch_cpu.dylib", "torch_cpu.dll", "torch_cpu"));

    /// <summary>Whether this process's libtorch exports the function; false before libtorch is loaded would stay false, so ask after a tensor exists.</summary>
    public bool IsAvailable => _function.Value != 0;

    /// <summary>The address of a function in the first of some libraries that has it, or in the process itself; 0 where none has.</summary>
    /// <param name="symbol">The function.</param>
    /// <param name="libraries">Their bare names.</param>
    public static nint Find(string symbol, params ReadOnlySpan<string> libraries)
    {
        // libtorch is in the process already: TorchSharp loaded it. By its bare name the loader gives that one; else it is sought beside TorchSharp and in the
        // host's native search folders (runtimes/RID/native), and last among what the process itself exports.
        foreach (string name in libraries)
        {
            if (NativeLibrary.TryLoad(name, typeof(Tensor).Assembly, null, out nint library) && NativeLibrary.TryGetExport(library, symbol, out nint function))
            {
                return function;
            }
        }

        return NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), symbol, out nint own) ? own : 0;
    }

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
