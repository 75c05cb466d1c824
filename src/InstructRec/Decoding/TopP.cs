using System.Buffers;

namespace InstructRec.Decoding;

/// <summary>Leaves the most probable tokens until their mass reaches p, the one that crosses it included.</summary>
public sealed class TopP : ILogitsProcessor
{
    private readonly double _mass;

    /// <summary>Creates the rule.</summary>
    /// <param name="mass">p, above 0 and at most 1; 1 leaves all.</param>
    public TopP(double mass)
    {
        if (!(mass > 0 && mass <= 1))
        {
            throw new ArgumentOutOfRangeException(nameof(mass), mass, "The mass lies above 0 and is at most 1.");
        }

        _mass = mass;
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        if (_mass >= 1)
        {
            return;
        }

        int length = scores.Length, possible = 0;
        float[] keys = ArrayPool<float>.Shared.Rent(length);
        int[] order = ArrayPool<int>.Shared.Rent(length);
        double total = 0;
        float top = float.NegativeInfinity;
        for (int i = 0; i < length; i++)
        {
            if (scores[i] > float.NegativeInfinity)
            {
                keys[possible] = -scores[i];
                order[possible++] = i;
                top = Math.Max(top, scores[i]);
            }
        }

        for (int i = 0; i < possible; i++)
        {
            total += Math.Exp(-keys[i] - top);
        }

        keys.AsSpan(0, possible).Sort(order.AsSpan(0, possible));
        double mass = 0;
        for (int i = 0; i < possible; i++)
        {
            if (mass >= _mass)
            {
                scores[order[i]] = float.NegativeInfinity;
            }

            mass += Math.Exp(-keys[i] - top) / total;
        }

        ArrayPool<float>.Shared.Return(keys);
        ArrayPool<int>.Shared.Return(order);
    }
}
