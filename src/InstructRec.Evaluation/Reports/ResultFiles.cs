using System.Globalization;
using System.Text.Json;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Protocols;

namespace InstructRec.Evaluation.Reports;

/// <summary>Results as files for other programs.</summary>
public static class ResultFiles
{
    /// <summary>Writes where each person's target stood: <c>person, rank, best_rank, worst_rank, candidates</c>, tab-separated.</summary>
    /// <param name="writer">Where to; the caller owns it.</param>
    /// <param name="result">The result.</param>
    public static void WriteRanks(TextWriter writer, EvaluationResult result)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(result);
        writer.Write("person\trank\tbest_rank\tworst_rank\tcandidates\n");
        for (int i = 0; i < result.Ranks.Count; i++)
        {
            TargetRank rank = result.Ranks[i];
            writer.Write(string.Create(CultureInfo.InvariantCulture, $"{result.People[i]}\t{rank.Rank}\t{rank.BestRank}\t{rank.WorstRank}\t{rank.Candidates}\n"));
        }
    }

    /// <summary>Results as JSON: system, candidates, part, seed, and each metric with its interval.</summary>
    /// <param name="results">The results.</param>
    /// <param name="metrics">The metrics; the paper's where none are given.</param>
    /// <returns>An array, indented.</returns>
    public static string ToJson(IReadOnlyList<EvaluationResult> results, IReadOnlyList<RankingMetric>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(results);
        metrics ??= EvaluationResult.PaperMetrics;
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Indented = true }))
        {
            json.WriteStartArray();
            foreach (EvaluationResult result in results)
            {
                json.WriteStartObject();
                json.WriteString("system", result.System);
                json.WriteString("candidates", result.CandidateSet);
                json.WriteString("part", result.Part.ToString());
                json.WriteNumber("people", result.People.Count);
                json.WriteNumber("shuffleSeed", result.ShuffleSeed);
                json.WriteBoolean("oracleQuery", result.IsOracleQuery);
                json.WriteNumber("seconds", Math.Round(result.Elapsed.TotalSeconds, 3));
                json.WriteStartObject("metrics");
                IReadOnlyList<Interval> intervals = result.Intervals([.. metrics]);
                for (int i = 0; i < metrics.Count; i++)
                {
                    json.WriteStartObject(metrics[i].Name);
                    json.WriteNumber("mean", intervals[i].Mean);
                    json.WriteNumber("low", intervals[i].Low);
                    json.WriteNumber("high", intervals[i].High);
                    json.WriteNumber("inGivenOrder", result.MeanInGivenOrder(metrics[i]));
                    json.WriteEndObject();
                }

                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}
