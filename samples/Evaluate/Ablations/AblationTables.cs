using System.Globalization;
using System.Text;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Protocols;

namespace Evaluate.Ablations;

/// <summary>The results of all rows as Markdown: HR@1 in each setting, each row minus the first person by person, and the spread over seeds.</summary>
internal static class AblationTables
{
    private static readonly HitRate Metric = new(1);

    public static string Of(IReadOnlyList<AblationResult> results, IReadOnlyList<InstructionSetting> settings)
    {
        StringBuilder text = new();
        foreach ((string score, Func<(EvaluationResult Plain, EvaluationResult Corrected), EvaluationResult> of) in (ReadOnlySpan<(string, Func<(EvaluationResult Plain, EvaluationResult Corrected), EvaluationResult>)>)
            [("corrected score", a => a.Corrected), ("likelihood alone", a => a.Plain)])
        {
            Header(text, $"HR@1, {score}", "instructions", settings);
            foreach (AblationResult result in results)
            {
                text.Append(CultureInfo.InvariantCulture, $"| {result.Name} | {result.Instructions} | ").AppendJoin(" | ", result.Answers.Select(a => of(a).Intervals(Metric)[0])).Append(" |\n");
            }

            Header(text.Append('\n'), $"HR@1 minus {results[0].Row.Name}, {score}", null, settings);
            foreach (AblationResult result in results.Skip(1))
            {
                text.Append(CultureInfo.InvariantCulture, $"| {result.Name} | ").AppendJoin(" | ", result.Answers.Select((a, s) => of(a).Minus(of(results[0].Answers[s]), Metric))).Append(" |\n");
            }

            AblationResult[] seeds = [.. results.Where(r => r.Row.Name == results[0].Row.Name)];
            if (seeds.Length > 1)
            {
                Header(text.Append('\n'), $"spread over seeds, HR@1, {score}", null, settings);
                text.Append(CultureInfo.InvariantCulture, $"| {results[0].Row.Name} | ")
                    .AppendJoin(" | ", settings.Select((_, s) => SeedSpread.Of([.. seeds.Select(r => of(r.Answers[s]).Values(Metric).Average())]).ToString())).Append(" |\n");
            }

            text.Append('\n');
        }

        return text.ToString();
    }

    private static void Header(StringBuilder text, string title, string? second, IReadOnlyList<InstructionSetting> settings)
    {
        text.Append($"| {title} | {(second is null ? string.Empty : second + " | ")}").AppendJoin(" | ", settings.Select(s => s.Format + (s.IsOracleQuery ? " (oracle query)" : string.Empty)));
        text.Append(" |\n|---|").Append(string.Concat(Enumerable.Repeat("---:|", settings.Count + (second is null ? 0 : 1)))).Append('\n');
    }
}
