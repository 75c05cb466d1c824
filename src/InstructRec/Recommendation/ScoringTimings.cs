namespace InstructRec.Recommendation;

/// <summary>Where the time of a request went; requests that were scored together share the times of their batch.</summary>
/// <param name="Format">Writing the instruction out and cutting it into tokens.</param>
/// <param name="Queue">Waiting for the device.</param>
/// <param name="Encode">The encoder.</param>
/// <param name="Score">The decoder and the head over all candidates.</param>
public readonly record struct ScoringTimings(TimeSpan Format, TimeSpan Queue, TimeSpan Encode, TimeSpan Score)
{
    /// <summary>Decoding the reasoning before the answers; zero where none was asked for.</summary>
    public TimeSpan Reason { get; init; }

    /// <summary>Both, one after the other.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>The sums.</returns>
    public static ScoringTimings operator +(ScoringTimings left, ScoringTimings right) =>
        new(left.Format + right.Format, left.Queue + right.Queue, left.Encode + right.Encode, left.Score + right.Score) { Reason = left.Reason + right.Reason };

    /// <summary>All of it.</summary>
    public TimeSpan Total => Format + Queue + Encode + Reason + Score;
}
