using BenchmarkDotNet.Attributes;
using InstructRec.Benchmarks.Running;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Kernels;

/// <summary>x W^T in float32 by MKL, by oneDNN and streamed: what the table in <see cref="LinearKernel"/> was read from.</summary>
public class LinearKernelBenchmarks
{
    private Tensor _input = null!;
    private Tensor _weight = null!;

    /// <summary>Rows of the input: tokens, or decoding rows.</summary>
    [Params(1, 4, 8, 64, 512, 1054)]
    public int Rows { get; set; }

    /// <summary>Inputs and outputs of the layer: flan-t5-small's attention, its feed-forward, its head.</summary>
    [Params("512x384", "1024x512", "512x32128")]
    public string Layer { get; set; } = string.Empty;

    /// <summary>Makes the matrices.</summary>
    [GlobalSetup]
    public void Setup()
    {
        // Here, on the thread that is measured: several threads that wait for each other measure what else the machine does.
        set_num_threads(1);
        int[] sizes = [.. Layer.Split('x').Select(int.Parse)];
        _input = randn(Rows, sizes[0]);
        _weight = randn(sizes[1], sizes[0]);
    }

    /// <summary>Frees them.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _input.Dispose();
        _weight.Dispose();
    }

    /// <summary>libtorch's own.</summary>
    [Benchmark(Baseline = true)]
    public void Native() => Run(LinearMethod.Native);

    /// <summary>oneDNN.</summary>
    [Benchmark]
    public void OneDnn() => Run(LinearMethod.OneDnn);

    /// <summary>The weight read once, for a few rows; more are libtorch's own.</summary>
    [Benchmark]
    [Only(nameof(Rows), 1, 4)]
    public void Streamed() => Run(LinearMethod.Streamed);

    /// <summary>What the table chooses.</summary>
    [Benchmark]
    public void Chosen() => Run(LinearMethod.Automatic);

    private void Run(LinearMethod method)
    {
        using IDisposable grad = no_grad();
        using Tensor result = new LinearKernel(new KernelOptions { Linear = method }).Apply(_input, _weight);
    }
}
