using System.Diagnostics;
using InstructRec.Benchmarks.Decoding;
using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Retrieval;

namespace InstructRec.Benchmarks.Retrieval;

/// <summary>From a million items to a hundred candidates: what fitting costs, and a request of each kind.</summary>
internal static class CandidateProfile
{
    public static async Task RunAsync(int count)
    {
        Random random = new(1);
        InMemoryItemCatalog catalog = new(SyntheticTitles.Create(count).Select((words, i) => new Item($"i{i}", string.Join(' ', words.SkipLast(1).Select(w => $"w{w}")))));
        int Skewed() => (int)((count - 1) * Math.Pow(random.NextDouble(), 3));
        InMemoryInteractionHistory history = new(Enumerable.Range(0, count / 5).Select(p => KeyValuePair.Create<string, IReadOnlyList<Interaction>>(
            $"p{p}", [.. Enumerable.Range(0, 20).Select(i => new Interaction(catalog.Items[Skewed()], i))])));
        long before = GC.GetTotalMemory(true);
        Stopwatch watch = Stopwatch.StartNew();
        using CatalogRetriever retriever = new(catalog, history);
        await retriever.FitAsync();
        double fitted = watch.Elapsed.TotalSeconds;
        Console.WriteLine($"{count:N0} items, {count / 5:N0} people, {count * 4:N0} interactions: fitted in {fitted:F1} s, {(GC.GetTotalMemory(true) - before) / 1e6:F0} MB");

        CandidatePipeline pipeline = new(catalog, [retriever]);
        IReadOnlyList<Interaction> person = await history.GetAsync("p11");
        foreach ((string name, Instruction instruction) in new (string, Instruction)[]
        {
            ("history", new Instruction { Preference = Preference.Implicit(person) }),
            ("history and wish of rare words", new Instruction { Preference = Preference.Implicit(person), Intention = Intention.Vague("w20011 w15012 w9000") }),
            ("wish of the commonest words", new Instruction { Intention = Intention.Vague("w3 w4 w5 w6") }),
            ("nothing known", Instruction.Empty),
        })
        {
            double[] times = new double[50];
            for (int i = 0; i < times.Length; i++)
            {
                watch.Restart();
                await pipeline.FindAsync(instruction);
                times[i] = watch.Elapsed.TotalMilliseconds;
            }

            Array.Sort(times);
            Console.WriteLine($"  {name}: median {times[25]:F1} ms, p90 {times[45]:F1} ms");
        }
    }
}
