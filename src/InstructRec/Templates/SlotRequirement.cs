namespace InstructRec.Templates;

/// <summary>Whether a slot of a template must be filled.</summary>
public enum SlotRequirement
{
    /// <summary>Always.</summary>
    Required,

    /// <summary>Never; where it is not filled, the text shows no trace of it. PAPER's <c>(x)</c>.</summary>
    Optional,

    /// <summary>One of the alternatives must be filled, and one is said. PAPER's <c>a/b/c</c>.</summary>
    OneOf,
}
