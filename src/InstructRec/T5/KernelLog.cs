using Microsoft.Extensions.Logging;

namespace InstructRec.T5;

internal static partial class KernelLog
{
    [LoggerMessage(EventId = 410, Level = LogLevel.Debug, Message = "Attention over {Queries} x {Keys} in {Type} on {Device}: {Method}")]
    public static partial void AttentionChosen(this ILogger logger, long queries, long keys, string type, string device, AttentionMethod method);

    [LoggerMessage(EventId = 411, Level = LogLevel.Debug, Message = "Linear {Rows} x {In} x {Out} in {Type} on {Device}: {Method}")]
    public static partial void LinearChosen(this ILogger logger, long rows, long @in, long @out, string type, string device, LinearMethod method);
}
