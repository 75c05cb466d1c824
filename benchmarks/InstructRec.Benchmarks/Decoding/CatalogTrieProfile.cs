using System.Diagnostics;
using InstructRec.Decoding;

namespace InstructRec.Benchmarks.Decoding;

/// <summary>What a trie over a million titles costs: seconds, megabytes, and a mask.</summary>
internal static class CatalogTrieProfile
{
    public static void Run(int count)
    {
        int[][] titles = SyntheticTitles.Create(count);
        GC.Collect();
        long before = GC.GetTotalMemory(true);
        using Process process = Process.GetCurrentProcess();
        Stopwatch watch = Stopwatch.StartNew();
        CatalogTrie trie = CatalogTrie.Build(titles, 1);
        Console.WriteLine($"build {watch.Elapsed.TotalSeconds:F2} s, {trie.NodeCount} nodes, titles and trie {GC.GetTotalMemory(true) / 1e6:F0} MB (titles alone {before / 1e6:F0}), peak of the process {Peak()}");

        string path = Path.Combine(Path.GetTempPath(), $"trie-{Guid.NewGuid():N}");
        watch.Restart();
        trie.Save(path);
        double saved = watch.Elapsed.TotalSeconds;
        watch.Restart();
        CatalogTrie.Load(path);
        Console.WriteLine($"save {saved:F2} s, load {watch.Elapsed.TotalSeconds:F2} s, {new FileInfo(path).Length / 1e6:F0} MB");
        File.Delete(path);

        AllowedTokens rule = new(trie);
        float[] scores = new float[32128];
        foreach (int known in (int[])[0, 1, 4])
        {
            int[] tokens = [0, .. titles[7].AsSpan(0, known)];
            const int Rounds = 2000;
            watch.Restart();
            for (int i = 0; i < Rounds; i++)
            {
                rule.Process(tokens, scores);
            }

            Console.WriteLine($"mask after {known} tokens: {watch.Elapsed.TotalMicroseconds / Rounds:F1} us, {trie.NextTokens(trie.Find(tokens.AsSpan(1))).Length} allowed");
        }
    }

    private static string Peak()
    {
        string line = File.Exists("/proc/self/status") ? File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM", StringComparison.Ordinal)) : "not known here";
        return string.Join(' ', line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
