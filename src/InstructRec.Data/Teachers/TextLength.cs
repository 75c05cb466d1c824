namespace InstructRec.Data.Teachers;

/// <summary>How much the offline teacher says at a time.</summary>
public enum TextLength
{
    /// <summary>About ten words: what small models are taught with, since every word costs context.</summary>
    Short,

    /// <summary>About as much as the paper's texts, which have 23.5 words: further kinds, shares, and what changed lately.</summary>
    Full,
}
