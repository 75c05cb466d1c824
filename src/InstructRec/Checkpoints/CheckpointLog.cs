using Microsoft.Extensions.Logging;
using TorchSharp;

namespace InstructRec.Checkpoints;

/// <summary>What loading a checkpoint has to say.</summary>
internal static partial class CheckpointLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "{Path}: {Count} tensors hold NaN or infinite weights ({Names}): every score will be worthless")]
    public static partial void NonFiniteWeights(this ILogger logger, string path, int count, string names);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Path}: loaded {Count} tensors as {Type} on {Device}")]
    public static partial void Loaded(this ILogger logger, string path, int count, torch.ScalarType type, string device);
}
