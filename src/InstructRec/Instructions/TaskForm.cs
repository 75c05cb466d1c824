namespace InstructRec.Instructions;

/// <summary>What the model must do with an instruction (PAPER, "The instruction format": T).</summary>
public enum TaskForm
{
    /// <summary>T0: would this person choose this item? The answer is Yes or No.</summary>
    Pointwise = 0,

    /// <summary>T1: which of two items?</summary>
    Pairwise = 1,

    /// <summary>T2: name an item out of the whole catalogue.</summary>
    Matching = 2,

    /// <summary>T3: choose among given candidates.</summary>
    Reranking = 3,
}
