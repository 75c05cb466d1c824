using InstructRec.Decoding;

namespace InstructRec.Scoring;

/// <summary>
/// A set of candidate titles compiled for scoring: a prefix tree in which every shared beginning stands once, so that the decoder reads it once.
/// </summary>
/// <remarks>
/// <para>Candidates with the same tokens share their last edge and therefore tie exactly. Sets above
/// <see cref="CandidateTreeOptions.MaxPartNodes"/> are split into parts between candidates; equal candidates stay in one part.</para>
/// <para>Immutable, managed memory only, shared freely between threads. It depends on the token ids and on nothing of the checkpoint: a
/// catalogue is compiled once and stays valid until a title or the vocabulary changes.</para>
/// </remarks>
public sealed class CandidateTree
{
    private readonly int[] _part;
    private readonly int[] _edge;
    private readonly int[] _tokenCount;
    private readonly bool[] _cut;

    private CandidateTree(CandidateTreePart[] parts, int[] part, int[] edge, int[] tokenCount, bool[] cut, string hash, IReadOnlyList<int> decoderPrefix)
    {
        DecoderPrefix = decoderPrefix;
        Parts = parts;
        _part = part;
        _edge = edge;
        _tokenCount = tokenCount;
        _cut = cut;
        Hash = hash;
        foreach (CandidateTreePart one in parts)
        {
            NodeCount += one.NodeCount;
            MaxToken = Math.Max(MaxToken, Math.Max(one.Tokens.Max(), one.EdgeTokens.Max()));
        }
    }

    /// <summary>The number of candidates.</summary>
    public int Count => _part.Length;

    /// <summary>The number of tokens that the decoder reads for one instruction, over all parts.</summary>
    public int NodeCount { get; }

    /// <summary>The number of packed sequences that the candidates fill.</summary>
    public int PartCount => Parts.Length;

    /// <summary>The hash of the token ids that were compiled (<see cref="TokenSequences.Hash"/>): the name of this set in caches and on disk.</summary>
    public string Hash { get; }

    /// <summary>What the decoder is made to say before any candidate (<see cref="CandidateTreeOptions.DecoderPrefix"/>).</summary>
    public IReadOnlyList<int> DecoderPrefix { get; }

    internal CandidateTreePart[] Parts { get; }

    internal int MaxToken { get; }

    /// <summary>Compiles candidates.</summary>
    /// <param name="candidates">The token ids of each candidate, ending in the end token; an empty title is the end token alone. At least one candidate.</param>
    /// <param name="startToken">The token that the decoder starts with (<c>decoder_start_token_id</c>).</param>
    /// <param name="options">Limits and the forced beginning; <see cref="CandidateTreeOptions.Default"/> when <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">There is no candidate, a candidate has no token or a negative one, or an option is out of range.</exception>
    public static CandidateTree Build(IReadOnlyList<int[]> candidates, int startToken, CandidateTreeOptions? options = null)
    {
        options ??= CandidateTreeOptions.Default;
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxTitleTokens, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxPartNodes, 1, nameof(options));
        TokenSequences.Check(candidates);

        bool[] cut = new bool[candidates.Count];
        int[][] sequences = new int[candidates.Count][];
        for (int i = 0; i < sequences.Length; i++)
        {
            int[] whole = candidates[i];
            cut[i] = whole.Length > options.MaxTitleTokens;
            sequences[i] = cut[i] ? [.. whole.AsSpan(0, options.MaxTitleTokens - 1), whole[^1]] : whole;
        }

        CandidateTreeBuilder builder = new(startToken, options);
        int[] part = new int[sequences.Length], edge = new int[sequences.Length];
        foreach (int i in TokenSequences.Sort(sequences))
        {
            (part[i], edge[i]) = builder.Add(sequences[i]);
        }

        return new CandidateTree(builder.Build(), part, edge, [.. sequences.Select(s => s.Length)], cut, TokenSequences.Hash(candidates), [.. options.DecoderPrefix]);
    }

    /// <summary>The number of tokens of a candidate that are scored, the end token included.</summary>
    /// <param name="candidate">The candidate's place in the list that was compiled.</param>
    public int TokenCount(int candidate) => _tokenCount[candidate];

    /// <summary>Whether a candidate was longer than <see cref="CandidateTreeOptions.MaxTitleTokens"/>, so that only its beginning tells it apart.</summary>
    /// <param name="candidate">The candidate's place in the list that was compiled.</param>
    public bool IsCut(int candidate) => _cut[candidate];

    /// <summary>Where a candidate ends: its part and the edge of its last token there.</summary>
    internal (int Part, int Edge) End(int candidate) => (_part[candidate], _edge[candidate]);
}
