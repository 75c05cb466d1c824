namespace InstructRec.Data.Teachers;

/// <summary>How an attribute's labels stand in a sentence.</summary>
public enum AttributeRole
{
    /// <summary>Before the noun: "comedy films".</summary>
    Kind,

    /// <summary>After "from the": "films from the 1990s".</summary>
    Period,

    /// <summary>What is said about items: tags, features.</summary>
    Theme,

    /// <summary>After "by": makers, brands, authors.</summary>
    Maker,

    /// <summary>A shape in which things come, after the noun in full texts: "items in gel form". Elsewhere as <see cref="Kind"/>.</summary>
    Form,
}
