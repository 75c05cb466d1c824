namespace InstructRec.Templates;

/// <summary>Seeded choices that are the same on every machine and runtime.</summary>
internal static class Permutation
{
    /// <summary>A uniformly random order of 0 … count-1 (Fisher and Yates).</summary>
    public static int[] Of(int count, long seed)
    {
        int[] order = new int[count];
        ulong state = (ulong)seed;
        for (int i = 0; i < count; i++)
        {
            int j = (int)(Next(ref state) % (ulong)(i + 1));
            order[i] = order[j];
            order[j] = i;
        }

        return order;
    }

    /// <summary>A uniformly random index below <paramref name="count"/>.</summary>
    public static int Index(int count, long seed)
    {
        ulong state = (ulong)seed;
        return (int)(Next(ref state) % (ulong)count);
    }

    // SplitMix64 (Steele, Lea, Flood 2014).
    private static ulong Next(ref ulong state)
    {
        ulong z = state += 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
