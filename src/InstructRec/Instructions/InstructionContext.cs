namespace InstructRec.Instructions;

/// <summary>The circumstances of a request, each of them optional (PAPER, "The instruction format": context).</summary>
/// <remarks>Immutable. Texts are untrusted: they are cleaned and quoted in a prompt; blank ones count as unknown.</remarks>
public sealed record InstructionContext
{
    /// <summary>The time at the person's place, written out invariantly, for example "Tuesday 24 November 2026, 21:07".</summary>
    public DateTimeOffset? Time { get; init; }

    /// <summary>Where the person is, for example "at home" or "Berlin".</summary>
    public string? Place { get; init; }

    /// <summary>What the person uses, for example "phone".</summary>
    public string? Device { get; init; }

    /// <summary>What the occasion is, for example "a birthday".</summary>
    public string? Occasion { get; init; }

    /// <summary>Whether nothing at all is known.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public bool IsEmpty => Time is null && IsBlank(Place) && IsBlank(Device) && IsBlank(Occasion);

    internal static bool IsBlank(string? text) => text is null || Phrase.Of(text).Length == 0;
}
