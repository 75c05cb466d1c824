namespace InstructRec.Data.Filters;

/// <summary>What a teacher's text must be like.</summary>
public sealed record TextFilterOptions
{
    /// <summary>The fewest words.</summary>
    public int MinimumWords { get; init; } = 3;

    /// <summary>The most words.</summary>
    public int MaximumWords { get; init; } = 80;

    /// <summary>How many texts that are the same or nearly so are kept; any number where <see langword="null"/>.</summary>
    /// <remarks>An offline teacher repeats itself by construction (few things stand out in short histories), so nothing is removed unless this is set.</remarks>
    public int? MaximumRepeats { get; init; }
}
