using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>A second head on a T5 that compares an instruction with titles by one product of two vectors.</summary>
/// <remarks>
/// <para>
/// Ours, not the paper's; optional. The instruction's vector is a linear map of the decoder's state at the start token, after the final norm: what the decoder knows before it
/// has said a word. A title's vector is the mean of learned vectors of its pieces, plus a small two-layer network of that mean. No item has an id: titles never seen in
/// training get a vector like any other. If asked, pairs of neighbouring pieces have vectors too, and the instruction's vector has a second part that the head reads
/// from the instruction's pieces by itself (<see cref="RetrievalHeadOptions"/>).
/// </para>
/// <para>It computes in float32 whatever the type of its parameters, and its vectors are float32.</para>
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
    private readonly PieceReader? reader;
    private readonly T5Config _config;

    /// <summary>Makes a head; its weights are whatever the memory held until they are loaded or <see cref="InitializeWeights"/> draws them.</summary>
    /// <param name="config">The network's sizes.</param>
    /// <param name="device">Where the parameters lie; the CPU by default.</param>
    /// <param name="dtype">Their type; float32 by default.</param>
    /// <param name="options">What it is made of; the defaults where <see langword="null"/>.</param>
    public RetrievalHead(T5Config config, Device? device = null, ScalarType? dtype = null, RetrievalHeadOptions? options = null)
        : base(nameof(RetrievalHead))
    {
        ArgumentNullException.ThrowIfNull(config);
        _config = config;
        VocabularySize = config.VocabularySize;
        Options = options ?? new RetrievalHeadOptions();
        if (Options.PairCount < 0 || (Options.PairCount > 0 && !Options.ReadsPieces))
        {
            throw new ArgumentException("PairCount must not be negative, and pairs are for a head that reads pieces.", nameof(options));
        }

        Width = Options.Width ?? config.ModelDimension;
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Width, nameof(options));
        pieces = Make(VocabularySize + Options.PairCount, Width);
        query = Make(Width, config.ModelDimension);
        wi = Make(Widening * Width, Width);
        wo = Make(Width, Widening * Width);
        reader = Options.ReadsPieces ? new PieceReader(VocabularySize, Options.PairCount, Width, Widening * Width, device ?? CPU, dtype ?? ScalarType.Float32) : null;
        RegisterComponents();

        Parameter Make(int rows, int columns) => new Parameter(empty([rows, columns], dtype ?? ScalarType.Float32, device ?? CPU)).Owned();
    }

    /// <summary>The length of a vector.</summary>
    public int Width { get; }

    /// <summary>How many pieces have a vector.</summary>
    public int VocabularySize { get; }

    /// <summary>What it is made of.</summary>
    public RetrievalHeadOptions Options { get; }

    /// <summary>Whether words are held (<see cref="HoldWords"/>).</summary>
    public bool HoldsWords { get; private set; }

    /// <summary>The vectors of the pieces, then those of pairs, [pieces + pairs, width].</summary>
    internal Parameter Pieces => pieces;

    /// <summary>The map of the decoder's state, [width, d_model].</summary>
    internal Parameter Query => query;

    /// <summary>Draws every weight, so small that all titles begin nearly equal.</summary>
    /// <param name="generator">Where the draws come from; it stays the caller's.</param>
    public void InitializeWeights(Generator generator)
    {
        ArgumentNullException.ThrowIfNull(generator);
        using var noGrad = no_grad();
        pieces.normal_(0, 0.5, generator);
        query.normal_(0, 0.3 * Math.Pow(_config.ModelDimension, -0.5), generator);
        wi.normal_(0, Math.Pow(Width, -0.5), generator);
        wo.normal_(0, 0.3 * Math.Pow(Widening * Width, -0.5), generator);
        reader?.InitializeWeights(generator);
    }

    /// <summary>The vectors of instructions.</summary>
    /// <param name="startStates">The decoder's states at the start token after the final norm, [rows, d_model].</param>
    /// <param name="instructions">Each row's instruction as pieces, the end token last; looked at only by a head that reads pieces.</param>
    /// <returns>[rows, width].</returns>
    public Tensor Instructions(Tensor startStates, IReadOnlyList<ReadOnlyMemory<int>> instructions) => Instructions(startStates, instructions, isKept: null);

    /// <summary>As the public one, with some of what it reads left out: for lessons.</summary>
    internal Tensor Instructions(Tensor startStates, IReadOnlyList<ReadOnlyMemory<int>> instructions, Func<bool>? isKept)
    {
        ArgumentNullException.ThrowIfNull(startStates);
        ArgumentNullException.ThrowIfNull(instructions);
        using DisposeScope scope = NewDisposeScope();
        Tensor said = Said(startStates);
        return (reader is null ? said : said.Plus(Read(instructions, isKept))).MoveToOuterDisposeScope();
    }

    /// <summary>The part of the instructions' vectors that comes from the decoder's states, [rows, width].</summary>
    internal Tensor Said(Tensor startStates) => matmul(startStates.to_type(ScalarType.Float32), query.to_type(ScalarType.Float32).t());

    /// <summary>The part of the instructions' vectors that the head reads from their pieces by itself.</summary>
    /// <param name="instructions">Each instruction as pieces, the end token last.</param>
    /// <returns>[instructions, width].</returns>
    /// <exception cref="InvalidOperationException">It reads no pieces (<see cref="RetrievalHeadOptions.ReadsPieces"/>).</exception>
    /// <exception cref="ArgumentOutOfRangeException">A piece has no vector.</exception>
    public Tensor Read(IReadOnlyList<ReadOnlyMemory<int>> instructions) => Read(instructions, isKept: null);

    internal Tensor Read(IReadOnlyList<ReadOnlyMemory<int>> instructions, Func<bool>? isKept)
    {
        ArgumentNullException.ThrowIfNull(instructions);
        if (reader is null)
        {
            throw new InvalidOperationException("This head was made without a reader of pieces.");
        }

        using DisposeScope scope = NewDisposeScope();
        PieceBags bags = PieceBags.Of(instructions, VocabularySize, Options.PairCount, isKept);
        return reader.Apply(bags, Vectors(bags)).MoveToOuterDisposeScope();
    }

    /// <summary>The vectors of titles.</summary>
    /// <param name="titles">Each title's pieces without the end token; a title without pieces gets the vector of nothing, zero.</param>
    /// <returns>[titles, width].</returns>
    /// <exception cref="ArgumentOutOfRangeException">A piece has no vector.</exception>
    public Tensor Titles(IReadOnlyList<ReadOnlyMemory<int>> titles)
    {
        ArgumentNullException.ThrowIfNull(titles);
        using DisposeScope scope = NewDisposeScope();
        PieceBags bags = PieceBags.Of(titles, VocabularySize, Options.PairCount);
        Tensor sums = zeros([titles.Count, Width], device: pieces.device).PlusRows(tensor(bags.Owners, device: pieces.device), Vectors(bags));
        float[] shares = [.. bags.Lengths.Select(l => 1f / Math.Max(1, l))];
        return TwoLayers(sums * tensor(shares, [titles.Count, 1], device: pieces.device), wi, wo).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// Holds all but the map of the decoder's state as it is: no gradient, no optimiser. What the network says is then taught by itself, not as what is missing: words that know the training
    /// part by heart leave nothing there to learn from, and much elsewhere. Both are added when titles are compared. Call it before the parameters go into an optimiser's buffer.
    /// </summary>
    public void HoldWords()
    {
        HoldsWords = true;
        foreach ((_, Parameter parameter) in named_parameters())
        {
            parameter.requires_grad = ReferenceEquals(parameter, query) || parameter.Handle == query.Handle;
        }
    }

    /// <summary>Makes the network's part of every instruction's vector heavier or lighter, for good.</summary>
    /// <param name="factor">By what it is multiplied, at least 0; chosen on validation people, since the two parts were taught apart.</param>
    public void ScaleNetworkPart(double factor)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(factor);
        using var noGrad = no_grad();
        query.TimesInPlace(factor);
    }

    /// <summary>A vector and what two layers make of it, in float32.</summary>
    internal static Tensor TwoLayers(Tensor means, Tensor inner, Tensor outer) =>
        means.Plus(matmul(matmul(means, inner.to_type(ScalarType.Float32).t()).relu(), outer.to_type(ScalarType.Float32).t()));

    /// <summary>The vectors of all pieces and pairs of some texts, [rows of all bags, width], float32.</summary>
    private Tensor Vectors(PieceBags bags)
    {
        Tensor rows = tensor(bags.Rows, device: pieces.device);

        // A piece's gradient is the sum over all titles that have it: where one is asked for, the table is float32 before rows are taken, so that no kernel sums in half precision.
        return is_grad_enabled() && pieces.requires_grad ? TableRows.Of(pieces.to_type(ScalarType.Float32), rows) : TableRows.Of(pieces, rows).to_type(ScalarType.Float32);
    }

    /// <summary>A head of the same weights in another type.</summary>
    internal RetrievalHead CopyAs(ScalarType type)
    {
        RetrievalHead copy = new(_config, pieces.device, type, Options);
        copy.CopyFrom(this);
        return copy;
    }

    /// <summary>Takes over the weights of a head of the same sizes.</summary>
    internal void CopyFrom(RetrievalHead other)
    {
        using var noGrad = no_grad();
        foreach (((_, Parameter own), (_, Parameter others)) in named_parameters().Zip(other.named_parameters()))
        {
            own.copy_(others);
        }
    }
}
