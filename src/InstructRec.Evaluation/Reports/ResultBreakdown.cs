using System.Globalization;
using System.Text;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Protocols;

namespace InstructRec.Evaluation.Reports;

/// <summary>A result taken apart: where a recommender is strong and where it is weak.</summary>
/// <param name="Title">By what it is taken apart.</param>
/// <param name="Metric">The metric.</param>
/// <param name="Rows">Each group with its size and its mean; groups without people are left out.</param>
public sealed record ResultBreakdown(string Title, string Metric, IReadOnlyList<(string Group, int People, Interval Value)> Rows)
{
    private static readonly (int Least, string Name)[] CountGroups = [(0, "0"), (1, "1–4"), (5, "5–19"), (20, "20–99"), (100, "100+")];
    private static readonly (int Least, string Name)[] LengthGroups = [(0, "0"), (1, "1–4"), (5, "5–9"), (10, "10–19"), (20, "20–49"), (50, "50+")];

    /// <summary>By how often the target occurs in the training part: rare and new items are where a recommender that reads titles must win.</summary>
    /// <param name="result">The result.</param>
    /// <param name="split">The split it was measured on.</param>
    /// <param name="metric">The metric.</param>
    /// <returns>Groups 0, 1–4, 5–19, 20–99, 100+.</returns>
    public static ResultBreakdown ByTargetCount(EvaluationResult result, LeaveOneOutSplit split, RankingMetric metric)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(split);
        int[] counts = split.TrainingCounts();
        return By("target's training count", result, split, metric, CountGroups, person => counts[split.Target(person, result.Part)]);
    }

    /// <summary>By how much is known of the person.</summary>
    /// <param name="result">The result.</param>
    /// <param name="split">The split it was measured on.</param>
    /// <param name="metric">The metric.</param>
    /// <returns>Groups 1–4, 5–9, 10–19, 20–49, 50+.</returns>
    public static ResultBreakdown ByHistoryLength(EvaluationResult result, LeaveOneOutSplit split, RankingMetric metric)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(split);
        return By("history length", result, split, metric, LengthGroups, person => split.Input(person, result.Part).Length);
    }

    /// <summary>The breakdown as a Markdown table.</summary>
    /// <returns>Lines that end in a line feed.</returns>
    public string ToMarkdown()
    {
        var text = new StringBuilder($"| {Title} | people | {Metric} |\n|---|---:|---:|\n");
        foreach ((string group, int people, Interval value) in Rows)
        {
            text.Append(string.Create(CultureInfo.InvariantCulture, $"| {group} | {people:N0} | {value} |\n"));
        }

        return text.ToString();
    }

    private static ResultBreakdown By(
        string title, EvaluationResult result, LeaveOneOutSplit split, RankingMetric metric, (int Least, string Name)[] groups, Func<int, int> measure)
    {
        ArgumentNullException.ThrowIfNull(metric);
        double[] values = result.Values(metric);
        var grouped = new List<double>[groups.Length];
        for (int i = 0; i < values.Length; i++)
        {
            if (!split.Dataset.TryFindPerson(result.People[i], out int person))
            {
                throw new ArgumentException($"The person '{result.People[i]}' of the result is not in the split.", nameof(split));
            }

            int measured = measure(person);
            int group = Array.FindLastIndex(groups, g => measured >= g.Least);
            (grouped[group] ??= []).Add(values[i]);
        }

        return new ResultBreakdown(
            title, metric.Name, [.. groups.Select((g, i) => (g.Name, Values: grouped[i])).Where(g => g.Values is not null).Select(g => (g.Name, g.Values.Count, Bootstrap.Mean(g.Values)))]);
    }
}
