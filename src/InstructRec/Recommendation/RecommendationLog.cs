using Microsoft.Extensions.Logging;

namespace InstructRec.Recommendation;

internal static partial class RecommendationLog
{
    [LoggerMessage(EventId = 20, Level = LogLevel.Warning, Message = "Title priors could not be kept and will be computed again at the next start: {Reason}")]
    public static partial void PriorsNotKept(this ILogger logger, string reason);

    [LoggerMessage(EventId = 21, Level = LogLevel.Information, Message = "Requests are answered by {Checkpoint} from now on ({Hash})")]
    public static partial void Reloaded(this ILogger logger, string checkpoint, string hash);

    [LoggerMessage(EventId = 22, Level = LogLevel.Error, Message = "{Checkpoint} was refused and the weights in use stay: {Reason}")]
    public static partial void ReloadRefused(this ILogger logger, string checkpoint, string reason);
}
