using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace InstructRec.Scoring;

/// <summary>The logarithm of the sum of the exponentials of a row of logits, in float32, while the row is in the processor's cache.</summary>
/// <remarks>torch's own goes over the whole chunk in memory several times: measured, an eighth of all the time of scoring.</remarks>
internal static class LogSumExp
{
    /// <summary>The value for float32 logits; NaN where one is NaN or +infinity.</summary>
    public static float Of(ReadOnlySpan<float> row)
    {
        ReadOnlySpan<Vector512<float>> blocks = MemoryMarshal.Cast<float, Vector512<float>>(row);
        ReadOnlySpan<float> rest = row[(blocks.Length * Vector512<float>.Count)..];
        Vector512<float> tops = Vector512.Create(float.NegativeInfinity);
        foreach (Vector512<float> block in blocks)
        {
            tops = Vector512.Max(tops, block);
        }

        float top = float.NegativeInfinity;
        for (int i = 0; i < Vector512<float>.Count; i++)
        {
            top = MathF.Max(top, tops[i]);
        }

        foreach (float logit in rest)
        {
            top = MathF.Max(top, logit);
        }

        // Four sums side by side: each adds up little enough to stay exact to the last digits.
        Vector512<float> shift = Vector512.Create(top), a = default, b = default, c = default, d = default;
        int at = 0;
        for (; at + 4 <= blocks.Length; at += 4)
        {
            a += Exp(blocks[at] - shift);
            b += Exp(blocks[at + 1] - shift);
            c += Exp(blocks[at + 2] - shift);
            d += Exp(blocks[at + 3] - shift);
        }

        for (; at < blocks.Length; at++)
        {
            a += Exp(blocks[at] - shift);
        }

        double sum = Vector512.Sum(a + b + (c + d));
        foreach (float logit in rest)
        {
            sum += Math.Exp(logit - top);
        }

        return top + (float)Math.Log(sum);
    }

    /// <summary>e to the power of numbers up to 0, to the last digit or two of float32; below -87 it stays at e^-87, which no sum notices. NaN stays NaN.</summary>
    /// <remarks>
    /// x = n ln 2 + r with |r| at most half of ln 2, then a polynomial in r (the coefficients of Moshier's Cephes library) times 2^n. .NET's own goes through
    /// double precision: measured, the normaliser took 2.3 times as long with it.
    /// </remarks>
    private static Vector512<float> Exp(Vector512<float> x)
    {
        // Adding it rounds to a whole number, which then stands in the low bits.
        Vector512<float> rounder = Vector512.Create(12582912f);
        x = Vector512.Max(x, Vector512.Create(-87f));
        Vector512<float> shifted = Vector512.MultiplyAddEstimate(x, Vector512.Create(1.44269504f), rounder), n = shifted - rounder;
        Vector512<float> r = Vector512.MultiplyAddEstimate(n, Vector512.Create(-0.693359375f), x);
        r = Vector512.MultiplyAddEstimate(n, Vector512.Create(2.12194440e-4f), r);
        Vector512<float> p = Vector512.MultiplyAddEstimate(Vector512.Create(1.9875691500e-4f), r, Vector512.Create(1.3981999507e-3f));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(8.3334519073e-3f));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(4.1665795894e-2f));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(1.6666665459e-1f));
        p = Vector512.MultiplyAddEstimate(p, r, Vector512.Create(5.0000001201e-1f));
        p = Vector512.MultiplyAddEstimate(p, r * r, r + Vector512<float>.One);
        return p * ((shifted.AsInt32() + Vector512.Create(127)) << 23).AsSingle();
    }

    /// <summary>Bfloat16 is the upper half of float32.</summary>
    public static void Widen(ReadOnlySpan<ushort> row, Span<float> wide)
    {
        Span<uint> bits = MemoryMarshal.Cast<float, uint>(wide);
        int at = 0;
        for (; at + Vector256<ushort>.Count <= row.Length; at += Vector256<ushort>.Count)
        {
            (Vector256<uint> low, Vector256<uint> high) = Vector256.Widen(Vector256.Create(row.Slice(at, Vector256<ushort>.Count)));
            Vector256.ShiftLeft(low, 16).CopyTo(bits[at..]);
            Vector256.ShiftLeft(high, 16).CopyTo(bits[(at + Vector256<uint>.Count)..]);
        }

        for (; at < row.Length; at++)
        {
            bits[at] = (uint)row[at] << 16;
        }
    }
}
