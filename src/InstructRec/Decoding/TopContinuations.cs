using System.Numerics;
using System.Runtime.InteropServices;

namespace InstructRec.Decoding;

/// <summary>Keeps the best continuations that were offered, best first; equal ones in the order offered.</summary>
internal sealed class TopContinuations
{
    private readonly Continuation[] _best;
    private int _count;

    public TopContinuations(int capacity) => _best = new Continuation[capacity];

    /// <summary>One beam and the token that would go on from it.</summary>
    public readonly record struct Continuation(int Beam, int Token, double Sum);

    /// <summary>The kept ones, best first.</summary>
    public ReadOnlySpan<Continuation> Best => _best.AsSpan(0, _count);

    public void Clear() => _count = 0;

    /// <summary>Offers every token that is not excluded as the continuation of a beam.</summary>
    public void Offer(int beam, double beamSum, ReadOnlySpan<float> logProbabilities)
    {
        int width = Vector<float>.Count;
        ReadOnlySpan<Vector<float>> blocks = MemoryMarshal.Cast<float, Vector<float>>(logProbabilities);
        float bar = Bar(beamSum);
        for (int b = 0; b < blocks.Length; b++)
        {
            // Nearly every block lies below the worst of the kept ones: one comparison rules it out.
            if (!Vector.GreaterThanAny(blocks[b], new Vector<float>(bar)))
            {
                continue;
            }

            for (int token = b * width; token < (b + 1) * width; token++)
            {
                Insert(beam, token, beamSum, logProbabilities[token]);
            }

            bar = Bar(beamSum);
        }

        for (int token = blocks.Length * width; token < logProbabilities.Length; token++)
        {
            Insert(beam, token, beamSum, logProbabilities[token]);
        }
    }

    /// <summary>A value that no log-probability of interest falls to or below; one float lower than the exact one, since that is rounded.</summary>
    private float Bar(double beamSum) => _count < _best.Length ? float.NegativeInfinity : float.BitDecrement((float)(_best[^1].Sum - beamSum));

    private void Insert(int beam, int token, double beamSum, float logProbability)
    {
        double sum = beamSum + logProbability;
        if (float.IsNegativeInfinity(logProbability) || (_count == _best.Length && !(sum > _best[^1].Sum)))
        {
            return;
        }

        int at = _count == _best.Length ? _count - 1 : _count++;
        for (; at > 0 && _best[at - 1].Sum < sum; at--)
        {
            _best[at] = _best[at - 1];
        }

        _best[at] = new Continuation(beam, token, sum);
    }
}
