using System.Numerics;
using System.Runtime.InteropServices;

namespace InstructRec.Decoding;

/// <summary>Divides all scores: below 1 sharpens the distribution that is sampled from, above 1 flattens it.</summary>
public sealed class Temperature : ILogitsProcessor
{
    private readonly float _temperature;

    /// <summary>Creates the rule.</summary>
    /// <param name="temperature">A finite number above 0. For temperature 0 use <see cref="GreedySearch"/>.</param>
    public Temperature(double temperature)
    {
        if (!double.IsFinite(temperature) || temperature <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(temperature), temperature, "A temperature is a finite number above 0; greedy search is the limit at 0.");
        }

        _temperature = (float)temperature;
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        Span<Vector<float>> blocks = MemoryMarshal.Cast<float, Vector<float>>(scores);
        foreach (ref Vector<float> block in blocks)
        {
            block /= new Vector<float>(_temperature);
        }

        foreach (ref float score in scores[(blocks.Length * Vector<float>.Count)..])
        {
            score /= _temperature;
        }
    }
}
