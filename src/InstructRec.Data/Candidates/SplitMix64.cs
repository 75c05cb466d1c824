namespace InstructRec.Data.Candidates;

/// <summary>The generator behind every frozen draw: Vigna's SplitMix64, ten lines in any language, so that files can be drawn again anywhere.</summary>
/// <remarks>
/// Next: <c>state += 0x9E3779B97F4A7C15; z = state; z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9; z = (z ^ (z >> 27)) * 0x94D049BB133111EB; return z ^ (z >> 31)</c>.
/// A mutable structure: keep it in a variable of its own and pass it by reference.
/// </remarks>
/// <param name="state">The seed.</param>
public struct SplitMix64(ulong state)
{
    private ulong _state = state;

    /// <summary>The stream of one person: <c>seed XOR (set &lt;&lt; 32) XOR person</c>.</summary>
    /// <param name="seed">The seed of the draw.</param>
    /// <param name="set">Which of several sets is drawn with that seed.</param>
    /// <param name="person">The person's index.</param>
    /// <returns>A generator.</returns>
    public static SplitMix64 ForPerson(ulong seed, uint set, int person) => new(seed ^ ((ulong)set << 32) ^ (uint)person);

    /// <summary>The next 64 bits.</summary>
    /// <returns>A uniform value.</returns>
    public ulong Next()
    {
        _state = unchecked(_state + 0x9E3779B97F4A7C15UL);
        ulong z = _state;
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9UL);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EBUL);
        return z ^ (z >> 31);
    }

    /// <summary>A uniform number below a bound, by rejection: a value at or above the largest multiple of the bound is thrown away.</summary>
    /// <param name="bound">Positive.</param>
    /// <returns>From 0 to <paramref name="bound"/> - 1.</returns>
    public int Below(int bound)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(bound);
        ulong n = (ulong)bound;

        // 2^64 mod n without 128 bits; where n divides 2^64 nothing is thrown away.
        ulong excess = unchecked(0UL - n) % n;
        ulong value;
        do
        {
            value = Next();
        }
        while (value > ulong.MaxValue - excess);

        return (int)(value % n);
    }

    /// <summary>Shuffles in place (Fisher and Yates, from the end).</summary>
    /// <typeparam name="T">The elements.</typeparam>
    /// <param name="values">What to shuffle.</param>
    public void Shuffle<T>(Span<T> values)
    {
        for (int i = values.Length - 1; i > 0; i--)
        {
            int j = Below(i + 1);
            (values[i], values[j]) = (values[j], values[i]);
        }
    }
}
