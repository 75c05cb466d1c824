using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Scoring;
using InstructRec.Templates;

namespace InstructRec.Recommendation;

/// <summary>One prompt in several orders of the candidates, their scores averaged: where a candidate stands in the list no longer decides.</summary>
/// <remarks>
/// <para>Orders are drawn by <see cref="Seed"/>, each followed by its reverse: a bias that grows or falls evenly along the list cancels exactly in every
/// pair, what is left of any other bias shrinks with the number of orders.</para>
/// <para>Cost: <see cref="Orders"/> prompts, all in one call of the model. Fails where the list does not fit the model's context, as <see cref="OnePrompt"/> does.</para>
/// <para>Guarantee: every candidate is ranked once, by the mean of its scores; the same seed, the same ranking. A candidate's parts of the score are means too,
/// its probability the normalised geometric mean, so that both fall in one order. Ties keep the order of the candidates.</para>
/// </remarks>
public sealed class AveragedPermutations : IRankingStrategy
{
    /// <summary>Creates the strategy.</summary>
    /// <param name="orders">How many orders are asked, at least 1; an even number pairs each with its reverse.</param>
    /// <param name="seed">Draws the orders; the same seed, the same orders.</param>
    public AveragedPermutations(int orders = 4, long seed = 2305070011)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(orders, 1);
        (Orders, Seed) = (orders, seed);
    }

    /// <summary>How many orders are asked.</summary>
    public int Orders { get; }

    /// <summary>What the orders are drawn by.</summary>
    public long Seed { get; }

    /// <inheritdoc/>
    public string Name => "averaged permutations";

    /// <inheritdoc/>
    public async ValueTask<Ranking> RankAsync(
        IRecommenderModel model, Instruction instruction, IReadOnlyList<Item> candidates, RankingOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(options);

        // The candidates themselves change places, so that it works for every model, whatever it makes of a request's seed.
        int[][] orders = [.. Enumerable.Range(0, Orders).Select(order => Order(order, candidates.Count))];
        IReadOnlyList<CandidateScores> results = await ScoredSet.OfAsync(
            model, [.. orders.Select(order => ScoredSet.Request(instruction, TaskForm.Reranking, [.. order.Select(i => candidates[i])], options))], cancellationToken).ConfigureAwait(false);

        CandidateScore[][] asked = [.. candidates.Select(_ => new CandidateScore[Orders])];
        double[] logProbabilities = new double[candidates.Count];
        for (int order = 0; order < orders.Length; order++)
        {
            for (int at = 0; at < orders[order].Length; at++)
            {
                int candidate = orders[order][at];
                asked[candidate][order] = results[order].Scores[at];
                logProbabilities[candidate] += Math.Log(Math.Max(results[order].Probabilities[at], double.Epsilon)) / Orders;
            }
        }

        CandidateScores mean = new([.. asked.Select(CandidateScore.Mean)]) { Probabilities = ProbabilityCalibration.Uncalibrated.Probabilities(logProbabilities) };
        return ScoredSet.Described(ScoredSet.Ordered(candidates, mean, Name), results);
    }

    private int[] Order(int order, int count)
    {
        int[] places = Permutation.Of(count, unchecked(Seed + (order / 2)));
        if (order % 2 == 1)
        {
            Array.Reverse(places);
        }

        return places;
    }
}
