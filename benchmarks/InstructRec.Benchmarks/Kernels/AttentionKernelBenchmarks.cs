using BenchmarkDotNet.Attributes;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Kernels;

/// <summary>Explicit and fused attention: what the table in <see cref="AttentionKernel"/> was read from.</summary>
[InProcess]
[WarmupCount(2)]
[IterationCount(5)]
public class AttentionKernelBenchmarks
{
    private const int Heads = 6, Width = 64;
    private readonly Dropout _dropout = new(0);
    private Tensor _query = null!, _key = null!, _value = null!, _mask = null!;

    /// <summary>Which part of a request.</summary>
    [ParamsAllValues]
    public AttentionShape Shape { get; set; }

    /// <summary>The network's type.</summary>
    [Params(ScalarType.Float32, ScalarType.BFloat16)]
    public ScalarType Type { get; set; }

    /// <summary>Makes queries, keys, values and mask.</summary>
    [GlobalSetup]
    public void Setup()
    {
        // Here, on the thread that is measured: several threads that wait for each other measure what else the machine does.
        set_num_threads(1);
        (int batch, int queries, int keys, bool biased) = Shape switch
        {
            AttentionShape.Encoder => (1, 512, 512, true),
            AttentionShape.EncoderOfEight => (8, 512, 512, true),
            AttentionShape.Tree => (1, 882, 882, true),
            AttentionShape.TreeOverInstruction => (1, 882, 512, false),
            _ => (1, 8, 512, false),
        };
        _query = randn(batch, Heads, queries, Width, dtype: Type);
        _key = randn(batch, Heads, keys, Width, dtype: Type);
        _value = randn(batch, Heads, keys, Width, dtype: Type);
        _mask = biased ? randn(batch, Heads, queries, keys, dtype: Type) : zeros(batch, 1, 1, keys, dtype: Type);
    }

    /// <summary>Frees them.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        foreach (Tensor tensor in (Tensor[])[_query, _key, _value, _mask])
        {
            tensor.Dispose();
        }
    }

    /// <summary>Product, bias, softmax, product.</summary>
    [Benchmark(Baseline = true)]
    public void Explicit() => Run(AttentionMethod.Explicit);

    /// <summary>scaled_dot_product_attention.</summary>
    [Benchmark]
    public void Fused() => Run(AttentionMethod.Fused);

    private void Run(AttentionMethod method)
    {
        using IDisposable grad = no_grad();
        using Tensor result = new AttentionKernel(new KernelOptions { Attention = method }).Attend(_query, _key, _value, _mask, _dropout, training: false);
    }
}
