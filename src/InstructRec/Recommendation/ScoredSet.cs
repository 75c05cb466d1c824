using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Scoring;

namespace InstructRec.Recommendation;

/// <summary>Asks a model about sets of candidates, checks that what comes back is scores, and puts candidates in order.</summary>
internal static class ScoredSet
{
    public static async ValueTask<CandidateScores> OfAsync(
        IRecommenderModel model, Instruction instruction, TaskForm task, IReadOnlyList<Item> candidates, RankingOptions options, CancellationToken cancellationToken)
    {
        IReadOnlyList<CandidateScores> results = await OfAsync(
            model, [Request(instruction, task, candidates, options)], cancellationToken).ConfigureAwait(false);
        return results[0];
    }

    /// <summary>What a strategy asks a model, with all that the caller's options say about it.</summary>
    public static ScoringRequest Request(Instruction instruction, TaskForm task, IReadOnlyList<Item> candidates, RankingOptions options) =>
        new(instruction with { Task = task }, candidates)
        {
            TemplateId = options.TemplateId, Reasoning = options.Reasoning, Progress = options.Progress, Priority = options.Priority, Deadline = options.Deadline,
        };

    public static async ValueTask<IReadOnlyList<CandidateScores>> OfAsync(
        IRecommenderModel model, IReadOnlyList<ScoringRequest> requests, CancellationToken cancellationToken)
    {
        TaskForm task = requests[0].Instruction.Task!.Value;
        if (!model.Supported.Includes(task))
        {
            throw new InstructRecException(
                InstructRecErrorKind.Instruction, $"the model does not support {task} instructions", model.GetType().Name, $"It supports: {model.Supported}");
        }

        IReadOnlyList<CandidateScores> results = await model.ScoreAsync(requests, cancellationToken).ConfigureAwait(false);
        for (int i = 0; i < requests.Count; i++)
        {
            Check(model, requests[i].Candidates, results, i);
        }

        return results;
    }

    /// <summary>The ranking of one scored set: by score, ties in the candidates' order.</summary>
    public static Ranking Ordered(IReadOnlyList<Item> candidates, CandidateScores scores, string strategy)
    {
        int[] order = RankingOrder.Descending([.. scores.Scores.Select(s => s.Total)]);
        return Described(
            new Ranking([.. order.Select((index, rank) => new RankedItem(candidates[index], rank + 1, scores.Scores[index], scores.Probabilities[index]))], strategy), [scores]);
    }

    /// <summary>A ranking with what was read, said and spent on the way to it.</summary>
    /// <param name="ranking">The ranking.</param>
    /// <param name="asked">All that the model answered, in the order it was asked. What was asked in one call shares one time, which counts once.</param>
    public static Ranking Described(Ranking ranking, IReadOnlyList<CandidateScores> asked) => ranking with
    {
        IsCalibrated = asked.All(a => a.IsCalibrated),
        Prompts = [.. asked.SelectMany(a => a.Prompts)],
        Reasoning = [.. asked.SelectMany(a => a.Reasoning)],
        Timings = asked.Select(a => a.Timings).Distinct().Aggregate(default(ScoringTimings), (sum, timings) => sum + timings),
    };

    private static void Check(IRecommenderModel model, IReadOnlyList<Item> candidates, IReadOnlyList<CandidateScores> results, int index)
    {
        string name = model.GetType().Name;
        if (results.Count <= index || results[index].Scores.Count != candidates.Count || results[index].Probabilities.Count != candidates.Count)
        {
            throw new InstructRecException(InstructRecErrorKind.Scores, "the model did not return one score per candidate", name);
        }

        for (int i = 0; i < candidates.Count; i++)
        {
            if (!double.IsFinite(results[index].Scores[i].Total))
            {
                throw new InstructRecException(
                    InstructRecErrorKind.Scores, $"the score of item '{candidates[i].Id}' is {results[index].Scores[i].Total.ToString(System.Globalization.CultureInfo.InvariantCulture)}", name);
            }
        }
    }
}
