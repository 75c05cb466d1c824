namespace InstructRec.Catalog;

/// <summary>Something that can be recommended. The language model sees the title; the id is for the host and is never shown to it.</summary>
/// <remarks>Immutable and safe from any thread. Two items are equal when id, title and attributes are.</remarks>
/// <param name="Id">The host's key, unique within a catalogue.</param>
/// <param name="Title">The title as the host has it: untrusted text, cleaned before it reaches a model.</param>
public sealed record Item(string Id, string Title)
{
    private static readonly System.Collections.ObjectModel.ReadOnlyDictionary<string, IReadOnlyList<string>> NoAttributes = System
        .Collections
        .ObjectModel
        .ReadOnlyDictionary<string, IReadOnlyList<string>>
        .Empty;

    private string? cleanTitle;

    /// <summary>The title as the host has it.</summary>
    public string Title
    {
        get;
        init
        {
            field = value;
            cleanTitle = null;
        }
    } = Title;

    /// <summary>
    /// The title as every model sees it, in prompts, as a target and in a trie of titles alike (<see cref="UntrustedText.Title"/>).
    /// Cleaned once, at first use; never empty.
    /// </summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public string CleanTitle => cleanTitle ??= UntrustedText.Title(Title);

    /// <summary>Labels by attribute name, for example <c>genre → [Comedy, Romance]</c>; empty where nothing is known.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Attributes
    {
        get;
        // Generated JSON code sets what the text lacks to null.
        init => field = value ?? NoAttributes;
    } = NoAttributes;

    /// <summary>Whether id, title and attributes are equal.</summary>
    /// <param name="other">The item to compare with.</param>
    public bool Equals(Item? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Id == other.Id && Title == other.Title && SameAttributes(Attributes, other.Attributes));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Title);

    private static bool SameAttributes(
        IReadOnlyDictionary<string, IReadOnlyList<string>> left,
        IReadOnlyDictionary<string, IReadOnlyList<string>> right
    ) =>
        ReferenceEquals(left, right)
        || (
            left.Count == right.Count
            && left.All(pair => right.TryGetValue(pair.Key, out IReadOnlyList<string>? labels) && labels.SequenceEqual(pair.Value))
        );
}
