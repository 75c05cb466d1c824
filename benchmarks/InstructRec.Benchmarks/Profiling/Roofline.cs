using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>The most that the machine does: arithmetic of a large product, and bytes of a copy that fits no cache.</summary>
/// <param name="Gigaflops">10^9 operations a second of the best of several products.</param>
/// <param name="GigabytesPerSecond">10^9 bytes a second, read and written, of the best of several copies.</param>
internal sealed record Roofline(double Gigaflops, double GigabytesPerSecond)
{
    /// <summary>The least milliseconds that a cost can take.</summary>
    public double Floor(Cost cost) => Math.Max(cost.Flop / Gigaflops, cost.Bytes / GigabytesPerSecond) / 1e6;

    /// <summary>Measures both, in turns; the best counts, as whatever else runs only takes away.</summary>
    /// <param name="device">Where.</param>
    /// <param name="timeline">The clock by which the work is measured, too.</param>
    /// <param name="type">The type of the product.</param>
    /// <param name="size">Rows and columns of the product's square matrices; the copy is of 16 times as many numbers.</param>
    /// <param name="rounds">How often.</param>
    public static Roofline Measure(Device device, ITimeline timeline, ScalarType type, int size, int rounds)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        Tensor left = randn(size, size, device: device).to_type(type), right = randn(size, size, device: device).to_type(type);
        Tensor source = ones(16L * size * size, device: device), target = empty_like(source);
        LinearKernel oneDnn = new(new KernelOptions { Linear = LinearMethod.OneDnn }), native = new(new KernelOptions { Linear = LinearMethod.Native });
        double product = double.PositiveInfinity, copy = double.PositiveInfinity;
        for (int round = 0; round <= rounds; round++)
        {
            // The first round warms up.
            double a = timeline.Milliseconds(() => native.Apply(left, right).Dispose()), b = timeline.Milliseconds(() => oneDnn.Apply(left, right).Dispose());
            double c = timeline.Milliseconds(() => target.copy_(source));
            if (round > 0)
            {
                (product, copy) = (Math.Min(product, Math.Min(a, b)), Math.Min(copy, c));
            }
        }

        return new Roofline(2.0 * size * size * size / product / 1e6, 2.0 * sizeof(float) * source.numel() / copy / 1e6);
    }
}
