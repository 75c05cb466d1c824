namespace InstructRec.Benchmarks.Tokenization;

/// <summary>What is encoded.</summary>
public enum Corpus
{
    /// <summary>Film titles, one by one.</summary>
    Titles,

    /// <summary>English paragraphs.</summary>
    Prose,

    /// <summary>Accents, other scripts, emoji, control characters.</summary>
    Tricky,
}
