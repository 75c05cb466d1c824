using Microsoft.Extensions.Logging;

namespace InstructRec.T5;

/// <summary>Forces kernels that the fixed tables would choose otherwise, and says where choices are logged; one per network.</summary>
public sealed record KernelOptions
{
    /// <summary>The attention of every layer but the single-token step, which has a way of its own; chosen by table by default.</summary>
    public AttentionMethod Attention { get; init; }

    /// <summary>The linear layers; chosen by table by default.</summary>
    public LinearMethod Linear { get; init; }

    /// <summary>Receives each different choice once, at debug level; none by default.</summary>
    public ILogger? Logger { get; init; }
}
