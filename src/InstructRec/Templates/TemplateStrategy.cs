namespace InstructRec.Templates;

/// <summary>How a template puts its task (PAPER, "The 39 coarse-grained templates").</summary>
public enum TemplateStrategy
{
    /// <summary>The task as it is.</summary>
    Direct,

    /// <summary>Chain of thought: reasoning first, then the answer.</summary>
    ChainOfThought,

    /// <summary>The task turned around: what would be known is asked for.</summary>
    Swap,

    /// <summary>The relatedness of preference and intention enforced.</summary>
    Relatedness,
}
