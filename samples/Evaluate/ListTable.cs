using System.Globalization;
using System.Text;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Protocols;

namespace Evaluate;

/// <summary>What else there is to say about what systems showed: MRR, coverage, novelty, calibration.</summary>
internal static class ListTable
{
    public static string Of(IReadOnlyList<EvaluationResult> results, LeaveOneOutSplit split)
    {
        int[] counts = split.TrainingCounts();
        int items = split.Dataset.InteractedItems().Length;
        StringBuilder text = new("| system | MRR | coverage@1 | novelty@1, bits | calibration error (ECE) |\n|---|---:|---:|---:|---:|\n");
        foreach (EvaluationResult result in results)
        {
            IReadOnlyList<int>[] lists = [.. result.Answers.Select(a => a.Top)];
            Reliability reliability = Reliability.Of([.. result.Answers.Select(a => a.TopProbability)], [.. result.Answers.Select(a => a.IsHit)]);
            string error = result.System.StartsWith("T5", StringComparison.Ordinal) ? reliability.ExpectedError.ToString("0.000", CultureInfo.InvariantCulture) : "–";
            text.Append(
                CultureInfo.InvariantCulture,
                $"| {result.System} | {result.Values(new MeanReciprocalRank()).Average():0.0000} | {new Coverage(1).Of(lists, items):0.000} | {new Novelty(1).Of(lists, counts):0.00} | {error} |\n");
        }

        return text.ToString();
    }
}
