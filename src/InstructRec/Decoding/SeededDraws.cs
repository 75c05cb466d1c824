namespace InstructRec.Decoding;

/// <summary>A small generator of uniform numbers (SplitMix64), the same on every machine and runtime.</summary>
internal sealed class SeededDraws
{
    private ulong _state;

    public SeededDraws(ulong seed, int stream)
    {
        _state = seed;
        _state = Next() + (ulong)stream;
        _state = Next();
    }

    /// <summary>A number from 0 (possible) to 1 (not possible).</summary>
    public double NextDouble() => (Next() >> 11) * (1.0 / (1UL << 53));

    private ulong Next()
    {
        ulong z = _state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
