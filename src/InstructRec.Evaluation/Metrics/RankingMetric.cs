namespace InstructRec.Evaluation.Metrics;

/// <summary>A figure computed from where the target stands; the average over people is what tables show.</summary>
public abstract class RankingMetric
{
    private protected RankingMetric(string name) => Name = name;

    /// <summary>What tables call it, for example <c>HR@1</c>.</summary>
    public string Name { get; }

    /// <summary>With fewer candidates than this the figure says nothing, HR@5 of five candidates being always 1; an <see cref="Protocols.EvaluationResult"/> then names the person instead. 1 by default.</summary>
    public virtual int LeastCandidates => 1;

    /// <summary>The value at a rank.</summary>
    /// <param name="rank">From 1.</param>
    /// <param name="candidates">How many candidates there were.</param>
    /// <returns>From 0 to 1.</returns>
    public abstract double AtRank(int rank, int candidates);

    /// <summary>The value for one person, ties standing in the order in which the candidates were given.</summary>
    /// <param name="rank">Where the target stands.</param>
    /// <returns>From 0 to 1.</returns>
    public double Of(TargetRank rank) => AtRank(rank.Rank, rank.Candidates);

    /// <summary>The value that a random order of the tied candidates gives on average.</summary>
    /// <param name="rank">Where the target stands.</param>
    /// <returns>From 0 to 1.</returns>
    public double Expected(TargetRank rank)
    {
        double sum = 0;
        for (int at = rank.BestRank; at <= rank.WorstRank; at++)
        {
            sum += AtRank(at, rank.Candidates);
        }

        return sum / (rank.WorstRank - rank.BestRank + 1);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;
}
