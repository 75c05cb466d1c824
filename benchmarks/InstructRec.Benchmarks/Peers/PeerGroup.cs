namespace InstructRec.Benchmarks.Peers;

/// <summary>Ways to do one piece of work; results and times are compared to the first's.</summary>
/// <param name="Work">What is done.</param>
/// <param name="Ways">Who does it.</param>
internal sealed record PeerGroup(string Work, IReadOnlyList<PeerWay> Ways)
{
    /// <summary>float32 by other operators in another order.</summary>
    public const double SinglePrecision = 1e-3;

    /// <summary>bfloat16, which keeps eight bits of every number on the way.</summary>
    public const double HalfPrecision = 0.05;

    /// <summary>How far each way's numbers lie from the first's.</summary>
    public IReadOnlyList<double> Differences()
    {
        float[] expected = Ways[0].Numbers();
        return [.. Ways.Select(way => way == Ways[0] ? 0 : Difference(expected, way.Numbers()))];
    }

    /// <summary>The length of the difference over the length of what is expected; infinite where the sizes differ or a number is none.</summary>
    public static double Difference(ReadOnlySpan<float> expected, ReadOnlySpan<float> found)
    {
        if (expected.Length != found.Length)
        {
            return double.PositiveInfinity;
        }

        double squares = 0, all = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            squares += ((double)expected[i] - found[i]) * ((double)expected[i] - found[i]);
            all += (double)expected[i] * expected[i];
        }

        double difference = Math.Sqrt(squares / all);
        return double.IsFinite(difference) ? difference : double.PositiveInfinity;
    }
}
