using System.Numerics;
using System.Runtime.InteropServices;

namespace InstructRec.Training.Baselines;

/// <summary>Small dense arithmetic in managed memory, for scoring one history at a time on any thread.</summary>
internal static class DenseKernel
{
    /// <summary><c>y = b + x W</c>, with W <c>[in, out]</c>.</summary>
    public static void Linear(ReadOnlySpan<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, Span<float> y)
    {
        bias.CopyTo(y);
        for (int i = 0; i < x.Length; i++)
        {
            AddScaled(weight.Slice(i * y.Length, y.Length), x[i], y);
        }
    }

    public static void AddScaled(ReadOnlySpan<float> x, float scale, Span<float> y)
    {
        ReadOnlySpan<Vector<float>> from = MemoryMarshal.Cast<float, Vector<float>>(x);
        Span<Vector<float>> to = MemoryMarshal.Cast<float, Vector<float>>(y);
        var by = new Vector<float>(scale);
        for (int i = 0; i < to.Length; i++)
        {
            to[i] += from[i] * by;
        }

        for (int i = to.Length * Vector<float>.Count; i < y.Length; i++)
        {
            y[i] += x[i] * scale;
        }
    }

    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        ReadOnlySpan<Vector<float>> left = MemoryMarshal.Cast<float, Vector<float>>(x);
        ReadOnlySpan<Vector<float>> right = MemoryMarshal.Cast<float, Vector<float>>(y);
        Vector<float> sum = default;
        for (int i = 0; i < left.Length; i++)
        {
            sum += left[i] * right[i];
        }

        float total = Vector.Sum(sum);
        for (int i = left.Length * Vector<float>.Count; i < x.Length; i++)
        {
            total += x[i] * y[i];
        }

        return total;
    }

    public static void LayerNorm(Span<float> x, ReadOnlySpan<float> weight, ReadOnlySpan<float> bias, double epsilon)
    {
        double mean = 0;
        foreach (float value in x)
        {
            mean += value;
        }

        mean /= x.Length;
        double variance = 0;
        foreach (float value in x)
        {
            variance += (value - mean) * (value - mean);
        }

        double scale = 1 / Math.Sqrt((variance / x.Length) + epsilon);
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = (float)((x[i] - mean) * scale * weight[i]) + bias[i];
        }
    }

    public static void Gelu(Span<float> x)
    {
        for (int i = 0; i < x.Length; i++)
        {
            x[i] = (float)(0.5 * x[i] * (1 + Erf(x[i] / Math.Sqrt(2))));
        }
    }

    public static void Softmax(Span<float> x)
    {
        float most = float.NegativeInfinity;
        foreach (float value in x)
        {
            most = Math.Max(most, value);
        }

        float sum = 0;
        for (int i = 0; i < x.Length; i++)
        {
            sum += x[i] = MathF.Exp(x[i] - most);
        }

        for (int i = 0; i < x.Length; i++)
        {
            x[i] /= sum;
        }
    }

    // Abramowitz and Stegun 7.1.26: off by less than 1.5e-7.
    private static double Erf(double x)
    {
        double t = 1 / (1 + (0.3275911 * Math.Abs(x)));
        double tail = ((((((((1.061405429 * t) - 1.453152027) * t) + 1.421413741) * t) - 0.284496736) * t) + 0.254829592) * t * Math.Exp(-x * x);
        return x < 0 ? tail - 1 : 1 - tail;
    }
}
