namespace InstructRec.Extensions.AI.Asking;

/// <summary>How a chat model is asked.</summary>
public sealed record AskingOptions
{
    /// <summary>The model's name, for the client and for the cache; <see langword="null"/> takes the client's own default.</summary>
    public string? Model { get; init; }

    /// <summary>How many requests are under way at once.</summary>
    public int Concurrency { get; init; } = 8;

    /// <summary>The most requests in a minute; no limit where <see langword="null"/>.</summary>
    public int? RequestsPerMinute { get; init; }

    /// <summary>The most tokens in a minute, by the estimate before a request; no limit where <see langword="null"/>.</summary>
    public int? TokensPerMinute { get; init; }

    /// <summary>How often a request is sent at most, the first time included.</summary>
    public int Attempts { get; init; } = 6;

    /// <summary>The wait before the second attempt; it doubles each time, with up to half as much again by chance.</summary>
    public TimeSpan FirstDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait, also where the provider asks for more.</summary>
    public TimeSpan LongestDelay { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>How long one attempt may take.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>The longest answer, in tokens.</summary>
    public int MaximumOutputTokens { get; init; } = 200;

    /// <summary>The sampling temperature; 0 asks for the most likely answer.</summary>
    public float Temperature { get; init; }

    /// <summary>Says whether a fault may pass and how long to wait; <see langword="null"/> (from it or here) takes the usual rules (<see cref="RetryAdvice.Usual"/>).</summary>
    public Func<Exception, RetryAdvice?>? Advice { get; init; }

    /// <summary>The clock; the system's where <see langword="null"/>.</summary>
    public TimeProvider? Clock { get; init; }
}
