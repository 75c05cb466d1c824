using System.Buffers;

namespace InstructRec.Decoding;

/// <summary>Leaves the k largest scores, and those equal to the k-th.</summary>
public sealed class TopK : ILogitsProcessor
{
    private readonly int _count;

    /// <summary>Creates the rule.</summary>
    /// <param name="count">How many are left, at least 1; a number above the vocabulary leaves all.</param>
    public TopK(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        _count = count;
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        if (_count >= scores.Length)
        {
            return;
        }

        float[] sorted = ArrayPool<float>.Shared.Rent(scores.Length);
        scores.CopyTo(sorted);
        sorted.AsSpan(0, scores.Length).Sort();
        float last = sorted[scores.Length - _count];
        ArrayPool<float>.Shared.Return(sorted);
        foreach (ref float score in scores)
        {
            score = score < last ? float.NegativeInfinity : score;
        }
    }
}
