using Microsoft.Extensions.Logging;

namespace InstructRec.Recommendation;

internal static partial class RecommendationLog
{
    [LoggerMessage(EventId = 20, Level = LogLevel.Warning, Message = "Title priors could not be kept and will be computed again at the next start: {Reason}")]
    public static partial void PriorsNotKept(this ILogger logger, string reason);
}
