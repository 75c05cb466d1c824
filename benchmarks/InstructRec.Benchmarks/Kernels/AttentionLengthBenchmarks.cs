using BenchmarkDotNet.Attributes;
using InstructRec.Benchmarks.Running;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Kernels;

/// <summary>Attention by length, heads, type, and what is added to the scores: explicit, fused, one new token, a packed tree.</summary>
public class AttentionLengthBenchmarks
{
    private const int Width = 64;
    private readonly Dropout _dropout = new(0);
    private readonly List<Tensor> _tensors = [];
    private Tensor _query = null!, _one = null!, _key = null!, _value = null!, _tree = null!;
    private Tensor? _mask;

    /// <summary>Queries and keys; for the incremental way, keys.</summary>
    [Params(64, 128, 256, 512, 1024, 2048)]
    public int Length { get; set; }

    /// <summary>flan-t5-small's and flan-t5-base's heads.</summary>
    [Params(6, 12)]
    public int Heads { get; set; }

    /// <summary>The network's type, and the device.</summary>
    [ParamsSource(nameof(Kinds))]
    public NumberKind Kind { get; set; } = NumberKind.All(hasCuda: false)[0];

    /// <summary>What this machine has: float16 where there is a GPU.</summary>
    public static IEnumerable<NumberKind> Kinds => NumberKind.OfThisMachine();

    /// <summary>Whether position bias and mask are added.</summary>
    [ParamsAllValues]
    public bool Biased { get; set; }

    /// <summary>Makes queries, keys, values and masks.</summary>
    [GlobalSetup]
    public void Setup()
    {
        // Here, on the thread that is measured: several threads that wait for each other measure what else the machine does.
        set_num_threads(1);
        ScalarType maskType = AttentionKernel.MaskType(Kind.Type);
        _query = Keep(Kind.Draw([1, Heads, Length, Width]));
        _one = Keep(Kind.Draw([1, Heads, 1, Width]));
        _key = Keep(Kind.Draw([1, Heads, Length, Width]));
        _value = Keep(Kind.Draw([1, Heads, Length, Width]));
        _mask = Biased ? Keep(Kind.Draw([1, Heads, Length, Length], maskType)) : null;

        // Twelve nodes a title, every node sees its own title's beginning.
        using DisposeScope scope = NewDisposeScope();
        Tensor place = arange(Length, ScalarType.Int64), title = place.div(12, RoundingMode.floor);
        Tensor visible = title.unsqueeze(0).eq(title.unsqueeze(1)).logical_and(place.unsqueeze(0).le(place.unsqueeze(1)));
        Tensor bias = Kind.Draw([1, Heads, Length, Length], maskType);
        _tree = Keep(bias.masked_fill(visible.logical_not().to(bias.device), AttentionKernel.MostNegative(Kind.Type)));
    }

    /// <summary>Frees them.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _tensors.ForEach(t => t.Dispose());
        _tensors.Clear();
    }

    /// <summary>Product, sum, softmax, product.</summary>
    [Benchmark(Baseline = true)]
    public void Explicit() => Run(AttentionMethod.Explicit, _query, _mask);

    /// <summary>scaled_dot_product_attention.</summary>
    [Benchmark]
    public void Fused() => Run(AttentionMethod.Fused, _query, _mask);

    /// <summary>What the table chooses.</summary>
    [Benchmark]
    public void Chosen() => Run(AttentionMethod.Automatic, _query, _mask);

    /// <summary>One new token over all before it.</summary>
    [Benchmark]
    public void Incremental()
    {
        using Tensor? last = _mask?.narrow(2, Length - 1, 1);
        Run(AttentionMethod.Automatic, _one, last);
    }

    /// <summary>Titles packed into one sequence.</summary>
    [Benchmark]
    [Only(nameof(Biased), true)]
    public void Tree() => Run(AttentionMethod.Automatic, _query, _tree);

    private void Run(AttentionMethod method, Tensor query, Tensor? mask)
    {
        using IDisposable grad = no_grad();
        using Tensor result = new AttentionKernel(new KernelOptions { Attention = method }).Attend(query, _key, _value, mask, _dropout, training: false);
        Kind.Wait();
    }

    private Tensor Keep(Tensor tensor)
    {
        _tensors.Add(tensor.DetachFromDisposeScope());
        return tensor;
    }
}
