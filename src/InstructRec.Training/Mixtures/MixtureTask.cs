namespace InstructRec.Training.Mixtures;

/// <summary>The kinds of examples that a mixture is made of.</summary>
public enum MixtureTask
{
    /// <summary>From a history to the items that come next, several of them from one encoding (P1 I0 T2).</summary>
    Sequential,

    /// <summary>From the empty instruction to items (P0 I0 T2): what titles are likely when nothing is said; scores are corrected by it.</summary>
    Empty,

    /// <summary>From a preference in words, with or without a history, to the items that come next (P2 T2).</summary>
    Preference,

    /// <summary>From a wish or attributes to an item (P0 I1/I2 T2/T3). Made from the item itself: oracle queries.</summary>
    Search,

    /// <summary>From a history and a wish or attributes to an item (P1 I1/I2 T2/T3). Made from the item itself: oracle queries.</summary>
    Personal,

    /// <summary>From a history and candidates to the one that comes next (P1 I0 T3).</summary>
    Reranking,

    /// <summary>Would this person choose this item: half of the answers are yes (T0).</summary>
    Pointwise,

    /// <summary>Which of two items (T1).</summary>
    Pairwise,
}
