namespace InstructRec.Instructions;

/// <summary>A set of <see cref="TaskForm"/>s, for example those that a model supports.</summary>
[Flags]
public enum TaskForms
{
    /// <summary>No task form.</summary>
    None = 0,

    /// <summary><see cref="TaskForm.Pointwise"/>.</summary>
    Pointwise = 1 << TaskForm.Pointwise,

    /// <summary><see cref="TaskForm.Pairwise"/>.</summary>
    Pairwise = 1 << TaskForm.Pairwise,

    /// <summary><see cref="TaskForm.Matching"/>.</summary>
    Matching = 1 << TaskForm.Matching,

    /// <summary><see cref="TaskForm.Reranking"/>.</summary>
    Reranking = 1 << TaskForm.Reranking,

    /// <summary>All four.</summary>
    All = Pointwise | Pairwise | Matching | Reranking,
}
