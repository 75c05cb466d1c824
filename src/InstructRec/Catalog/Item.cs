namespace InstructRec.Catalog;

/// <summary>Something that can be recommended. The language model sees the title; the id is for the host and is never shown to it.</summary>
/// <param name="Id">The host's key, unique within a catalogue.</param>
/// <param name="Title">The title as the host has it: untrusted text, cleaned before it reaches a model.</param>
public sealed record Item(string Id, string Title)
{
    /// <summary>Labels by attribute name, for example <c>genre → [Comedy, Romance]</c>; empty where nothing is known.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Attributes { get; init; } =
        System.Collections.ObjectModel.ReadOnlyDictionary<string, IReadOnlyList<string>>.Empty;
}
