using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Scoring;

namespace InstructRec.Recommendation;

/// <summary>A ranking from comparisons of two items at a time, each asked in both orders (T1).</summary>
/// <remarks>
/// A merge sort decides which pairs are asked: at most n log2(n) comparisons, all comparisons of one step of all merges in one call of the model.
/// The score of an item is minus its place, the probability that of its last comparison won or lost.
/// </remarks>
public sealed class PairwiseComparison : IRankingStrategy
{
    /// <inheritdoc/>
    public string Name => "pairwise";

    /// <inheritdoc/>
    public async ValueTask<Ranking> RankAsync(
        IRecommenderModel model, Instruction instruction, IReadOnlyList<Item> candidates, RankingOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(options);
        List<CandidateScores> asked = [];
        double[] last = [.. Enumerable.Repeat(1.0, candidates.Count)];
        List<List<int>> runs = [.. Enumerable.Range(0, candidates.Count).Select(i => new List<int> { i })];
        while (runs.Count > 1)
        {
            runs = await MergeAsync(runs).ConfigureAwait(false);
        }

        int[] order = [.. runs.SelectMany(r => r)];
        return ScoredSet.Described(
            new Ranking([.. order.Select((index, at) => new RankedItem(candidates[index], at + 1, new CandidateScore(-at, 1, 0, 0, -at, 0, 0), last[index]))], Name), asked);

        async ValueTask<List<List<int>>> MergeAsync(List<List<int>> sorted)
        {
            List<(List<int> Left, List<int> Right, List<int> Merged)> merges = [.. sorted.Chunk(2).Select(pair => (pair[0], pair.Length > 1 ? pair[1] : [], new List<int>()))];
            while (merges.Where(m => m.Left.Count > 0 && m.Right.Count > 0).ToArray() is { Length: > 0 } open)
            {
                IReadOnlyList<CandidateScores> results = await ScoredSet.OfAsync(
                    model,
                    [.. open.Select(m => ScoredSet.Request(instruction, TaskForm.Pairwise, [candidates[m.Left[0]], candidates[m.Right[0]]], options))],
                    cancellationToken).ConfigureAwait(false);
                asked.AddRange(results);
                for (int i = 0; i < open.Length; i++)
                {
                    (List<int> left, List<int> right, List<int> merged) = open[i];
                    (last[left[0]], last[right[0]]) = (results[i].Probabilities[0], results[i].Probabilities[1]);
                    List<int> winner = results[i].Scores[1].Total > results[i].Scores[0].Total ? right : left;
                    merged.Add(winner[0]);
                    winner.RemoveAt(0);
                }
            }

            return [.. merges.Select(m => (List<int>)[.. m.Merged, .. m.Left, .. m.Right])];
        }
    }
}
