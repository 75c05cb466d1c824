using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Kernels;

/// <summary>A type of numbers and where they lie: float16 is measured on a GPU only, the others wherever there is a device.</summary>
/// <param name="Type">The type.</param>
/// <param name="DeviceType">The device.</param>
public sealed record NumberKind(ScalarType Type, DeviceType DeviceType)
{
    /// <summary>The kinds of a machine.</summary>
    /// <param name="hasCuda">Whether libtorch finds a GPU.</param>
    public static IReadOnlyList<NumberKind> All(bool hasCuda) =>
    [
        new(ScalarType.Float32, DeviceType.CPU), new(ScalarType.BFloat16, DeviceType.CPU),
        .. hasCuda ? (NumberKind[])[new(ScalarType.Float32, DeviceType.CUDA), new(ScalarType.BFloat16, DeviceType.CUDA), new(ScalarType.Float16, DeviceType.CUDA)] : [],
    ];

    /// <summary>The kinds of this machine.</summary>
    public static IReadOnlyList<NumberKind> OfThisMachine() => All(cuda.is_available());

    /// <summary>Drawn numbers of this kind; the caller's.</summary>
    /// <param name="shape">The shape.</param>
    /// <param name="type">Another type on the same device.</param>
    public Tensor Draw(ReadOnlySpan<long> shape, ScalarType? type = null)
    {
        using Tensor drawn = randn(shape);
        return drawn.to(type ?? Type, new Device(DeviceType), copy: true);
    }

    /// <summary>Waits until the device has done what was asked; on the CPU it has.</summary>
    public void Wait()
    {
        if (DeviceType == DeviceType.CUDA)
        {
            cuda.synchronize();
        }
    }

    /// <summary>As tables show it.</summary>
    public override string ToString()
    {
        string type = Type switch
        {
            ScalarType.BFloat16 => "bf16",
            ScalarType.Float16 => "fp16",
            _ => "fp32",
        };
        return DeviceType == DeviceType.CUDA ? type + " cuda" : type;
    }
}
