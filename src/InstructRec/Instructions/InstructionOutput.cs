namespace InstructRec.Instructions;

/// <summary>What a template asks the model to write; a property of the template beside its task form.</summary>
public enum InstructionOutput
{
    /// <summary>An item, by its title; in some pairwise templates by a word for the first or the second.</summary>
    Item,

    /// <summary>A word for yes or a word for no.</summary>
    YesNo,

    /// <summary>The person's preference in a sentence.</summary>
    Preference,

    /// <summary>The person's intention: a wish or labels.</summary>
    Intention,

    /// <summary>The titles of past interactions.</summary>
    History,
}
