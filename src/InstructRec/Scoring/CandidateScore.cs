namespace InstructRec.Scoring;

/// <summary>One candidate's score with the parts that it was made of.</summary>
/// <param name="LogLikelihood">log p(title | instruction): the sum over the title's tokens, the end token included, in nats.</param>
/// <param name="TokenCount">The number of tokens in that sum.</param>
/// <param name="Prior">log p(title | empty instruction), the same sum; 0 where no prior was given.</param>
/// <param name="InteractionCount">How often people interacted with the item in the training part; 0 where no counts were given.</param>
/// <param name="LikelihoodPart">What the log-likelihood adds to <see cref="Total"/>, after the length penalty.</param>
/// <param name="PriorPart">What the prior adds: minus its weight times the prior after the same length penalty.</param>
/// <param name="PopularityPart">What popularity adds: its weight times log(1 + count).</param>
public readonly record struct CandidateScore(
    double LogLikelihood,
    int TokenCount,
    double Prior,
    long InteractionCount,
    double LikelihoodPart,
    double PriorPart,
    double PopularityPart)
{
    /// <summary>How the retrieval head compares the title with the instruction; 0 where there is none.</summary>
    public double Retrieval { get; init; }

    /// <summary>What the retrieval head adds to <see cref="Total"/>: its weight times <see cref="Retrieval"/>.</summary>
    public double RetrievalPart { get; init; }

    /// <summary>The score that candidates are ranked by: the sum of the parts.</summary>
    public double Total => LikelihoodPart + PriorPart + PopularityPart + RetrievalPart;

    /// <summary>What one candidate got on average; what does not depend on the question is taken from the first answer.</summary>
    internal static CandidateScore Mean(IReadOnlyList<CandidateScore> scores) => scores[0] with
    {
        LogLikelihood = scores.Average(s => s.LogLikelihood),
        LikelihoodPart = scores.Average(s => s.LikelihoodPart),
        PriorPart = scores.Average(s => s.PriorPart),
        PopularityPart = scores.Average(s => s.PopularityPart),
        Retrieval = scores.Average(s => s.Retrieval),
        RetrievalPart = scores.Average(s => s.RetrievalPart),
    };
}
