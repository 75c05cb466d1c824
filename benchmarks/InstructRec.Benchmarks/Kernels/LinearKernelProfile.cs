using System.Globalization;
using InstructRec.Benchmarks.Profiling;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Kernels;

/// <summary>Time of libtorch's own product over the time of each other way, by rows and shape: what the table in <see cref="LinearKernel"/> is read from.</summary>
internal static class LinearKernelProfile
{
    /// <summary>Bytes of the weights that take turns, as the layers of a network do: none is still in the cache when it comes again.</summary>
    private const long Together = 160 << 20;

    /// <summary>Prints a line for each shape, type and number of rows.</summary>
    /// <param name="rounds">How often each way runs, in turns.</param>
    public static void Run(int rounds)
    {
        using ITimeline timeline = ThreadTimeline.For(get_num_threads());
        Console.WriteLine($"{timeline.Name}, {rounds} rounds; {Machine.Describe(new Runtime.DeviceName("cpu", null))}");
        foreach (ScalarType type in new[] { ScalarType.Float32, ScalarType.BFloat16 })
        {
            foreach ((int outputs, int inputs) in new[] { (128, 128), (384, 512), (512, 384), (1024, 512), (512, 1024), (2048, 768), (32128, 512) })
            {
                Shape(timeline, type, outputs, inputs, rounds);
            }
        }
    }

    private static void Shape(ITimeline timeline, ScalarType type, int outputs, int inputs, int rounds)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        long bytes = (long)outputs * inputs * (type == ScalarType.Float32 ? 4 : 2);
        Tensor[] weights = [.. Enumerable.Range(0, (int)Math.Clamp(Together / bytes, 1, 200)).Select(_ => (randn(outputs, inputs) * Math.Pow(inputs, -0.5)).to_type(type))];
        foreach (int rows in new[] { 1, 2, 3, 4, 6, 8, 12, 16 })
        {
            Tensor x = randn(rows, inputs).to_type(type);
            LinearMethod[] ways = type == ScalarType.Float32 ? [LinearMethod.Native, LinearMethod.OneDnn, LinearMethod.Streamed] : [LinearMethod.Native, LinearMethod.Streamed];
            LinearKernel[] kernels = [.. ways.Select(w => new LinearKernel(new KernelOptions { Linear = w }))];
            double[][] times = [.. ways.Select(_ => new double[rounds])];
            for (int round = -1; round < rounds; round++)
            {
                for (int way = 0; way < ways.Length; way++)
                {
                    double taken = timeline.Milliseconds(() => Array.ForEach(weights, w => kernels[way].Apply(x, w).Dispose())) / weights.Length;
                    if (round >= 0)
                    {
                        times[way][round] = taken;
                    }
                }
            }

            double native = Spread.Of(times[0]).Median;
            string others = string.Join(", ", ways.Skip(1).Select((w, i) => string.Create(
                CultureInfo.InvariantCulture, $"{w} {Spread.Of([.. times[0].Zip(times[i + 1], (a, b) => a / b)]).Median,5:F2}")));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{type,-8} {outputs,5} x {inputs,-4} rows {rows,2}: native {native * 1000,8:F1} us, {bytes / native / 1e6,5:F1} GB/s; times as fast: {others}"));
        }
    }
}
