using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Scoring;
using InstructRec.Templates;

namespace InstructRec.Recommendation;

/// <summary>Random groups, each ranked in one prompt, and a final of the winners: how the paper ranks a hundred candidates in a context of 512 tokens.</summary>
/// <remarks>
/// <para>
/// Up to <see cref="GroupSize"/> candidates are one prompt. More are split at random by <see cref="Seed"/>; the winners meet in a final (again a tournament,
/// where they are too many for one prompt). Winners come first in the order of the final; the others follow by the score they had in their groups.
/// Nothing is dropped. Scores of different groups are likelihoods under different prompts: comparable roughly, not exactly.
/// </para>
/// <para>Cost: n / group size + final encodings; all groups of one round are one call of the model.</para>
/// </remarks>
public sealed class Tournament : IRankingStrategy
{
    /// <summary>Creates the strategy.</summary>
    /// <param name="groupSize">Candidates per prompt, at least 2; the paper takes 10.</param>
    /// <param name="seed">Makes the groups; the same seed, the same groups.</param>
    public Tournament(int groupSize = 10, long seed = 2305070011)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(groupSize, 2);
        (GroupSize, Seed) = (groupSize, seed);
    }

    /// <summary>Candidates per prompt.</summary>
    public int GroupSize { get; }

    /// <summary>What the groups are drawn by.</summary>
    public long Seed { get; }

    /// <inheritdoc/>
    public string Name => "tournament";

    /// <inheritdoc/>
    public async ValueTask<Ranking> RankAsync(
        IRecommenderModel model, Instruction instruction, IReadOnlyList<Item> candidates, RankingOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(options);
        if (candidates.Count <= GroupSize)
        {
            CandidateScores all = await ScoredSet.OfAsync(model, instruction, TaskForm.Reranking, candidates, options, cancellationToken).ConfigureAwait(false);
            return ScoredSet.Ordered(candidates, all, Name);
        }

        int[][] groups = Groups(candidates.Count);
        IReadOnlyList<CandidateScores> results = await ScoredSet.OfAsync(
            model,
            [.. groups.Select(g => ScoredSet.Request(instruction, TaskForm.Reranking, [.. g.Select(i => candidates[i])], options))],
            cancellationToken).ConfigureAwait(false);

        // A final is held among the winners in the candidates' order, so that its ties fall as ties do everywhere.
        int[] winners = [.. groups.Select((g, i) => g[RankingOrder.Descending([.. results[i].Scores.Select(s => s.Total)])[0]]).Order()];
        Ranking final = await RankAsync(model, instruction, [.. winners.Select(i => candidates[i])], options, cancellationToken).ConfigureAwait(false);
        IEnumerable<RankedItem> losers = groups
            .SelectMany((g, i) => g.Select((candidate, at) => (Candidate: candidate, Score: results[i].Scores[at], Probability: results[i].Probabilities[at])))
            .Where(entry => Array.BinarySearch(winners, entry.Candidate) < 0)
            .OrderByDescending(entry => entry.Score.Total)
            .ThenBy(entry => entry.Candidate)
            .Select(entry => new RankedItem(candidates[entry.Candidate], 0, entry.Score, entry.Probability));

        Ranking whole = ScoredSet.Described(new Ranking([.. final.Items.Concat(losers).Select((item, at) => item with { Rank = at + 1 })], Name), results);
        return whole with
        {
            IsCalibrated = final.IsCalibrated && whole.IsCalibrated,
            Prompts = [.. whole.Prompts, .. final.Prompts],
            Reasoning = [.. whole.Reasoning, .. final.Reasoning],
            Timings = whole.Timings + final.Timings,
        };
    }

    private int[][] Groups(int count)
    {
        int[] order = Permutation.Of(count, Seed);
        int groups = (count + GroupSize - 1) / GroupSize;
        return [.. Enumerable.Range(0, groups).Select(g => order.Where((_, at) => at % groups == g).Order().ToArray())];
    }
}
