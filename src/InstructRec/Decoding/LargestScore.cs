using System.Numerics;
using System.Runtime.InteropServices;

namespace InstructRec.Decoding;

/// <summary>Finds the first of the largest scores.</summary>
internal static class LargestScore
{
    /// <summary>The index of the largest score, the first where several are equal; -1 where all are excluded.</summary>
    public static int IndexOf(ReadOnlySpan<float> scores)
    {
        ReadOnlySpan<Vector<float>> blocks = MemoryMarshal.Cast<float, Vector<float>>(scores);
        Vector<float> tops = new(float.NegativeInfinity);
        foreach (Vector<float> block in blocks)
        {
            tops = Vector.Max(tops, block);
        }

        float top = float.NegativeInfinity;
        for (int i = 0; i < Vector<float>.Count; i++)
        {
            top = Math.Max(top, tops[i]);
        }

        foreach (float score in scores[(blocks.Length * Vector<float>.Count)..])
        {
            top = Math.Max(top, score);
        }

        return float.IsNegativeInfinity(top) ? -1 : scores.IndexOf(top);
    }
}
