using InstructRec.Data.Candidates;

namespace InstructRec.Data.Filters;

/// <summary>Counts texts that are nearly the same: MinHash over runs of three words, four bands of three values.</summary>
/// <remarks>Texts that share eight tenths of their runs meet in a band with probability .94, those that share three tenths with .10.</remarks>
internal sealed class NearDuplicates
{
    private const int Bands = 4;
    private const int Rows = 3;
    private const int Run = 3;
    private readonly Dictionary<ulong, int>[] _bands = [.. Enumerable.Range(0, Bands).Select(_ => new Dictionary<ulong, int>())];

    /// <summary>Adds a text and tells how many like it there are now, itself included.</summary>
    public int Count(string text)
    {
        Span<ulong> signature = stackalloc ulong[Bands * Rows];
        Sign(text, signature);
        int most = 0;
        for (int band = 0; band < Bands; band++)
        {
            ulong key = Mix(Mix(signature[band * Rows]) ^ Mix(signature[(band * Rows) + 1] + 1) ^ Mix(signature[(band * Rows) + 2] + 2));
            int count = _bands[band].GetValueOrDefault(key) + 1;
            _bands[band][key] = count;
            most = Math.Max(most, count);
        }

        return most;
    }

    private static void Sign(string text, Span<ulong> signature)
    {
        signature.Fill(ulong.MaxValue);
        string[] words = text.ToLowerInvariant().Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        for (int i = 0; i < Math.Max(1, words.Length - Run + 1); i++)
        {
            ulong run = Hash(words.AsSpan(i, Math.Min(Run, words.Length - i)));
            for (int h = 0; h < signature.Length; h++)
            {
                signature[h] = Math.Min(signature[h], Mix(run ^ ((ulong)(h + 1) * 0x9E3779B97F4A7C15UL)));
            }
        }
    }

    // string.GetHashCode differs from run to run; the same texts must be removed every time.
    private static ulong Hash(ReadOnlySpan<string> words)
    {
        ulong hash = 14695981039346656037UL;
        foreach (string word in words)
        {
            foreach (char c in word)
            {
                hash = unchecked((hash ^ c) * 1099511628211UL);
            }

            hash = unchecked((hash ^ ' ') * 1099511628211UL);
        }

        return hash;
    }

    private static ulong Mix(ulong value) => new SplitMix64(value).Next();
}
