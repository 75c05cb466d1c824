using InstructRec.Recommendation;

namespace InstructRec.AspNetCore;

/// <summary>Where the time of a request went, in milliseconds.</summary>
/// <param name="Format">Wording the instruction.</param>
/// <param name="Queue">Waiting for the device.</param>
/// <param name="Encode">Reading the prompts.</param>
/// <param name="Score">Scoring the candidates, reasoning included.</param>
public sealed record TimingsReply(double Format, double Queue, double Encode, double Score)
{
    internal static TimingsReply Of(ScoringTimings timings) => new(
        timings.Format.TotalMilliseconds, timings.Queue.TotalMilliseconds, timings.Encode.TotalMilliseconds, (timings.Score + timings.Reason).TotalMilliseconds);
}
