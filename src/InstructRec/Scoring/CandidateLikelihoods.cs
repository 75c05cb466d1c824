using System.Diagnostics.CodeAnalysis;

namespace InstructRec.Scoring;

/// <summary>How likely each candidate of a <see cref="CandidateTree"/> is after one instruction. All values are natural logarithms (nats).</summary>
/// <remarks>Immutable, managed memory only; safe for any thread.</remarks>
public sealed class CandidateLikelihoods
{
    private readonly CandidateTree _tree;
    private readonly double[] _sums;
    private readonly float[][]? _edges;

    internal CandidateLikelihoods(CandidateTree tree, float[][] edges, bool keepTokens)
    {
        _tree = tree;
        _edges = keepTokens ? edges : null;
        double[][] ways = [.. tree.Parts.Select((part, i) => part.SumAlongWays(edges[i]))];
        _sums = new double[tree.Count];
        for (int i = 0; i < _sums.Length; i++)
        {
            (int part, int edge) = tree.End(i);
            _sums[i] = ways[part][edge];
        }
    }

    private CandidateLikelihoods(CandidateLikelihoods other, double[] retrieval)
    {
        (_tree, _sums, _edges) = (other._tree, other._sums, other._edges);
        Retrieval = retrieval;
    }

    /// <summary>How a retrieval head compares each candidate with the instruction, in input order; <see langword="null"/> where none was asked.</summary>
    public IReadOnlyList<double>? Retrieval { get; }

    /// <summary>The number of candidates.</summary>
    public int Count => _sums.Length;

    /// <summary>Whether <see cref="TokenLogProbabilities"/> can be asked for.</summary>
    [MemberNotNullWhen(true, nameof(_edges))]
    public bool HasTokens => _edges is not null;

    /// <summary>What the decoder had said before any candidate, as <see cref="CandidateTreeOptions.DecoderPrefix"/> forced it; usually nothing.</summary>
    public IReadOnlyList<int> DecoderPrefix => _tree.DecoderPrefix;

    /// <summary>Each candidate's log-likelihood: the sum over its tokens, the end token included, in input order.</summary>
    public ReadOnlySpan<double> Sums => _sums;

    /// <summary>The number of tokens that <see cref="Sums"/> adds up for a candidate, the end token included.</summary>
    /// <param name="candidate">The candidate's place in the list that was compiled.</param>
    public int TokenCount(int candidate) => _tree.TokenCount(candidate);

    /// <summary>A candidate's log-likelihood divided by its number of tokens.</summary>
    /// <param name="candidate">The candidate's place in the list that was compiled.</param>
    public double Mean(int candidate) => LengthPenalised(candidate, 1);

    /// <summary>A candidate's log-likelihood divided by its number of tokens to a power, as beam search scores hypotheses.</summary>
    /// <param name="candidate">The candidate's place in the list that was compiled.</param>
    /// <param name="lengthPenalty">The power: 0 gives the sum, 1 the mean; above 1 favours long titles.</param>
    public double LengthPenalised(int candidate, double lengthPenalty) =>
        lengthPenalty == 0 ? _sums[candidate] : _sums[candidate] / Math.Pow(_tree.TokenCount(candidate), lengthPenalty);

    internal CandidateLikelihoods WithRetrieval(double[] scores) => new(this, scores);

    /// <summary>The log-probability of each token of a candidate after the ones before it, the end token included.</summary>
    /// <param name="candidate">The candidate's place in the list that was compiled.</param>
    /// <exception cref="InvalidOperationException">The scorer was not asked to keep them.</exception>
    public float[] TokenLogProbabilities(int candidate)
    {
        if (!HasTokens)
        {
            throw new InvalidOperationException("Per-token values were not kept: score with keepTokens.");
        }

        (int part, int edge) = _tree.End(candidate);
        float[] tokens = new float[_tree.TokenCount(candidate)];
        for (int i = tokens.Length - 1; i >= 0; i--)
        {
            tokens[i] = _edges[part][edge];
            edge = _tree.Parts[part].PreviousEdge(edge);
        }

        return tokens;
    }
}
