using InstructRec.Decoding;
using InstructRec.Scoring;

namespace InstructRec.Recommendation;

/// <summary>What a piece of work came to.</summary>
/// <param name="Likelihoods">One for each prompt that was scored.</param>
/// <param name="Timings">The times, shared with the rest of the batch.</param>
internal readonly record struct WorkResult(ArraySegment<CandidateLikelihoods> Likelihoods, ScoringTimings Timings)
{
    /// <summary>The titles that a search found, best first.</summary>
    public IReadOnlyList<DecodedSequence> Found { get; init; } = [];
}
