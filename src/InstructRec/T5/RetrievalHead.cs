using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>A second head on a T5 that compares an instruction with titles by one product of two vectors.</summary>
/// <remarks>
/// <para>
/// Ours, not the paper's; optional. The instruction's vector is a linear map of the decoder's state at the start token, after the final norm: what the decoder knows before it
/// has said a word. A title's vector is the mean of learned vectors of its pieces, plus a small two-layer network of that mean. No item has an id: titles never seen in
/// training get a vector like any other.
/// </para>
/// <para>It learns from every title of a batch at once where the likelihood learns from one token after the other, and it compares a whole catalogue in one product.</para>
/// <para>Not thread-safe while its weights change; it belongs to the thread of the network's device. Dispose it there. Returned tensors belong to the caller's dispose scope.</para>
/// </remarks>
public sealed class RetrievalHead : nn.Module
{
    private const int Widening = 2;
    private readonly Parameter pieces;
    private readonly Parameter query;
    private readonly Parameter wi;
    private readonly Parameter wo;

    /// <summary>Makes a head; its weights are whatever the memory held until they are loaded or <see cref="InitializeWeights"/> draws them.</summary>
    /// <param name="config">The network's sizes.</param>
    /// <param name="device">Where the parameters lie; the CPU by default.</param>
    /// <param name="dtype">Their type; float32 by default.</param>
    public RetrievalHead(T5Config config, Device? device = null, ScalarType? dtype = null)
        : base(nameof(RetrievalHead))
    {
        ArgumentNullException.ThrowIfNull(config);
        Width = config.ModelDimension;
        VocabularySize = config.VocabularySize;
        pieces = Make(VocabularySize, Width);
        query = Make(Width, Width);
        wi = Make(Widening * Width, Width);
        wo = Make(Width, Widening * Width);
        RegisterComponents();

        Parameter Make(int rows, int columns) => new Parameter(empty([rows, columns], dtype ?? ScalarType.Float32, device ?? CPU)).Owned();
    }

    /// <summary>The length of a vector: d_model.</summary>
    public int Width { get; }

    /// <summary>How many pieces have a vector.</summary>
    public int VocabularySize { get; }

    /// <summary>Draws every weight, so small that all titles begin nearly equal.</summary>
    /// <param name="generator">Where the draws come from; it stays the caller's.</param>
    public void InitializeWeights(Generator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        using var noGrad = no_grad();
        pieces.normal_(0, 0.5, generator);
        query.normal_(0, 0.3 * Math.Pow(Width, -0.5), generator);
        wi.normal_(0, Math.Pow(Width, -0.5), generator);
        wo.normal_(0, 0.3 * Math.Pow(Widening * Width, -0.5), generator);
    }

    /// <summary>The vectors of instructions.</summary>
    /// <param name="startStates">The decoder's states at the start token after the final norm, [rows, d_model].</param>
    /// <returns>[rows, d_model].</returns>
    public Tensor Instructions(Tensor startStates)
    {
        ArgumentNullException.ThrowIfNull(startStates);
        return matmul(startStates, query.t());
    }

    /// <summary>The vectors of titles.</summary>
    /// <param name="titles">Each title's pieces without the end token; a title without pieces gets the vector of nothing, zero.</param>
    /// <returns>[titles, d_model].</returns>
    /// <exception cref="ArgumentOutOfRangeException">A piece has no vector.</exception>
    public Tensor Titles(IReadOnlyList<ReadOnlyMemory<int>> titles)
    {
        ArgumentNullException.ThrowIfNull(titles);
        using DisposeScope scope = NewDisposeScope();
        (long[] ids, long[] owners, float[] shares) = Flatten(titles);

        Tensor rows = pieces.index_select(0, tensor(ids, device: pieces.device)); // [all pieces, d_model]
        Tensor sums = zeros([titles.Count, Width], pieces.dtype, pieces.device).PlusRows(tensor(owners, device: pieces.device), rows);
        Tensor means = sums * tensor(shares, [titles.Count, 1], device: pieces.device).to_type(pieces.dtype);
        return means.Plus(matmul(matmul(means, wi.t()).relu(), wo.t())).MoveToOuterDisposeScope();
    }

    private (long[] Ids, long[] Owners, float[] Shares) Flatten(IReadOnlyList<ReadOnlyMemory<int>> titles)
    {
        int total = titles.Sum(t => t.Length), at = 0;
        (long[] ids, long[] owners, float[] shares) = (new long[total], new long[total], new float[titles.Count]);
        for (int title = 0; title < titles.Count; title++)
        {
            foreach (int piece in titles[title].Span)
            {
                ArgumentOutOfRangeException.ThrowIfNegative(piece, nameof(titles));
                ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(piece, VocabularySize, nameof(titles));
                (ids[at], owners[at]) = (piece, title);
                at++;
            }

            shares[title] = 1f / Math.Max(1, titles[title].Length);
        }

        return (ids, owners, shares);
    }
}
