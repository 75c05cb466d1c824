namespace InstructRec.Decoding;

/// <summary>What every way of decoding needs to know.</summary>
public record DecodingOptions
{
    /// <summary>The most tokens generated, the end token included; at least 1, default 64.</summary>
    public int MaxNewTokens { get; init; } = 64;

    /// <summary>The rules on what may be said next, in the order they run (<see cref="ILogitsProcessor"/>). Default: none.</summary>
    public IReadOnlyList<ILogitsProcessor> Processors { get; init; } = [];

    /// <summary>Tokens that the decoder is made to say before it goes on by itself; not part of the result. Default: none.</summary>
    public IReadOnlyList<int> DecoderPrefix { get; init; } = [];

    /// <summary>The name of the checkpoint, for the error when it returns values that are no scores.</summary>
    public string? Checkpoint { get; init; }

    internal virtual void Check()
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxNewTokens, 1, nameof(MaxNewTokens));
        ArgumentNullException.ThrowIfNull(Processors);
        ArgumentNullException.ThrowIfNull(DecoderPrefix);
    }
}
