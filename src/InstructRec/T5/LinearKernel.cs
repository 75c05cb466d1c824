using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>The one place that chooses how x Wᵀ is computed.</summary>
/// <remarks>
/// On AMD processors MKL leaves half of the float32 arithmetic unused, and oneDNN does not. libtorch exports oneDNN's linear for ahead-of-time compiled graphs as
/// a plain C function; where it is there, inference in float32 on the CPU goes through it from <see cref="MinimumRows"/> rows on. Everything else, and
/// everything that needs gradients, is torch's own linear.
/// </remarks>
public static unsafe class LinearKernel
{
    /// <summary>Fewer rows are bound by reading the weights, where the two are alike.</summary>
    private const int MinimumRows = 16;

    private static readonly delegate* unmanaged<IntPtr, IntPtr, IntPtr*, byte*, double**, long, byte**, IntPtr*, int> Pointwise = Find();

    /// <summary>Whether oneDNN's linear is there.</summary>
    public static bool HasFastLinear => Pointwise is not null;

    /// <summary>Multiplies by a weight matrix.</summary>
    /// <param name="input">[..., in].</param>
    /// <param name="weight">[out, in].</param>
    /// <returns>[..., out], the caller's.</returns>
    public static Tensor Apply(Tensor input, Tensor weight)
    {
        if (Pointwise is null || is_grad_enabled() || input.dtype != ScalarType.Float32 || input.device_type != DeviceType.CPU || input.numel() / weight.shape[1] < MinimumRows)
        {
            return nn.functional.linear(input, weight);
        }

        using Tensor dense = input.contiguous();
        IntPtr result;
        fixed (byte* attribute = "none\0"u8)
        {
            if (Pointwise(dense.Handle, weight.Handle, null, attribute, null, 0, null, &result) != 0)
            {
                return nn.functional.linear(input, weight);
            }
        }

        return Tensor.UnsafeCreateTensor(result);
    }

    private static delegate* unmanaged<IntPtr, IntPtr, IntPtr*, byte*, double**, long, byte**, IntPtr*, int> Find()
    {
        if (!OperatingSystem.IsLinux() || RuntimeInformation.ProcessArchitecture != Architecture.X64)
        {
            return null;
        }

        string path = Path.Combine(AppContext.BaseDirectory, "libtorch_cpu.so");
        return File.Exists(path) && NativeLibrary.TryLoad(path, out IntPtr library) && NativeLibrary.TryGetExport(library, "aoti_torch_cpu__linear_pointwise", out IntPtr function)
            ? (delegate* unmanaged<IntPtr, IntPtr, IntPtr*, byte*, double**, long, byte**, IntPtr*, int>)function
            : null;
    }
}
