using System.Globalization;
using System.Text;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Protocols;

namespace Evaluate;

/// <summary>Each system against one of them, person by person, and what several trainings of one kind differ by.</summary>
internal static class DifferenceTables
{
    private static readonly HitRate Metric = new(1);

    /// <summary>Both tables; empty where there is nothing to hold against.</summary>
    public static string Of(IReadOnlyList<AskedSystem> systems, IReadOnlyList<EvaluationResult> results, string against)
    {
        StringBuilder text = new();
        int held = systems.TakeWhile(s => s.Option != against).Count();
        if (held < results.Count && results.Count > 1)
        {
            text.Append($"| HR@1 minus {results[held].System} | difference, paired over people | p |\n|---|---:|---:|\n");
            foreach (EvaluationResult result in results.Where(r => r != results[held]))
            {
                PairedTest test = PairedTest.Of(result.Values(Metric), results[held].Values(Metric), 2000);
                text.Append(CultureInfo.InvariantCulture, $"| {result.System} | {test.Difference} | {test.PValueText} |\n");
            }

            text.Append('\n');
        }

        return text.Append(Spreads(systems, results, held < results.Count ? systems[held].Kind : null)).ToString();
    }

    private static string Spreads(IReadOnlyList<AskedSystem> systems, IReadOnlyList<EvaluationResult> results, string? against)
    {
        SeedAverage[] kinds = [.. systems.Zip(results).GroupBy(p => p.First.Kind).Select(g => new SeedAverage(g.Key, [.. g.Select(p => p.Second)]))];
        if (kinds.All(k => k.Count == 1))
        {
            return string.Empty;
        }

        SeedAverage? held = Array.Find(kinds, k => k.System == against);
        StringBuilder text = new($"| HR@1 over trainings with other seeds | mean ± deviation (lowest–highest) |{(held is null ? string.Empty : $" mean minus {held.System}, paired over people | p |")}\n|---|---:|{(held is null ? string.Empty : "---:|---:|")}\n");
        foreach (SeedAverage kind in kinds)
        {
            string spread = kind.Count > 1 ? kind.Spread(Metric).ToString() : string.Create(CultureInfo.InvariantCulture, $"{Bootstrap.Mean(kind.Values(Metric))}, one training");
            text.Append($"| {kind.System} | {spread} |");
            if (held is not null)
            {
                PairedTest? test = kind == held ? null : kind.Against(held, Metric);
                text.Append(test is null ? " – | – |" : $" {test.Difference} | {test.PValueText} |");
            }

            text.Append('\n');
        }

        return text.Append('\n').ToString();
    }
}
