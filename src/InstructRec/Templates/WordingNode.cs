namespace InstructRec.Templates;

/// <summary>A piece of a parsed wording.</summary>
internal abstract record WordingNode
{
    /// <summary>Text that stands as it is.</summary>
    public sealed record Literal(string Text) : WordingNode;

    /// <summary>A slot to be filled.</summary>
    public sealed record Slot(Slots Name, ListStyle Style) : WordingNode;

    /// <summary>One word or another by how many titles a list has.</summary>
    public sealed record Plural(Slots List, string One, string Many) : WordingNode;

    /// <summary>One text or another by who speaks.</summary>
    public sealed record Spoken(string First, string Third) : WordingNode;

    /// <summary>The first alternative that can be said; an optional group says nothing where none can, a required one must say one.</summary>
    public sealed record Group(bool Optional, IReadOnlyList<IReadOnlyList<WordingNode>> Alternatives) : WordingNode;
}
