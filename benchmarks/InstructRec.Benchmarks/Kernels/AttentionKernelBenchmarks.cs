using BenchmarkDotNet.Attributes;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Kernels;

/// <summary>Explicit and fused attention: what the table in <see cref="AttentionKernel"/> was read from.</summary>
public class AttentionKernelBenchmarks
{
    private const int Heads = 6, Width = 64;
    private readonly Dropout _dropout = new(0);
    private Tensor _query = null!, _key = null!, _value = null!, _mask = null!;

    /// <summary>Which part of a request.</summary>
    [ParamsAllValues]
    public AttentionShape Shape { get; set; }

    /// <summary>The network's type, and the device.</summary>
    [ParamsSource(nameof(Kinds))]
    public NumberKind Kind { get; set; } = NumberKind.All(hasCuda: false)[0];

    /// <summary>What this machine has: float16 where there is a GPU.</summary>
    public static IEnumerable<NumberKind> Kinds => NumberKind.OfThisMachine();

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
        _query = Kind.Draw([batch, Heads, queries, Width]);
        _key = Kind.Draw([batch, Heads, keys, Width]);
        _value = Kind.Draw([batch, Heads, keys, Width]);
        ScalarType maskType = AttentionKernel.MaskType(Kind.Type);
        _mask = biased ? Kind.Draw([batch, Heads, queries, keys], maskType) : zeros([batch, 1, 1, keys], maskType, new Device(Kind.DeviceType));
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
        Kind.Wait();
    }
}
