namespace InstructRec.Templates;

/// <summary>How the titles of a list stand in a sentence.</summary>
internal enum ListStyle
{
    /// <summary><c>"A; B; C"</c>: one pair of quotes; each title keeps the tokens it has as a target.</summary>
    Joined,

    /// <summary><c>"1. A; 2. B; 3. C"</c>.</summary>
    Numbered,

    /// <summary><c>"A", "B" and "C"</c>.</summary>
    And,

    /// <summary><c>"A", "B" or "C"</c>.</summary>
    Or,
}
