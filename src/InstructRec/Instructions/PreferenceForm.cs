namespace InstructRec.Instructions;

/// <summary>How a long-term preference is known (PAPER, "The instruction format": P).</summary>
[Flags]
public enum PreferenceForm
{
    /// <summary>P0: nothing is known, or nothing may be used.</summary>
    None = 0,

    /// <summary>P1: from past interactions.</summary>
    Implicit = 1,

    /// <summary>P2: from a sentence in natural language.</summary>
    Explicit = 2,

    /// <summary>P1 and P2 together.</summary>
    Both = Implicit | Explicit,
}
