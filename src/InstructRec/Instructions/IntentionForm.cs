namespace InstructRec.Instructions;

/// <summary>How a present intention is known (PAPER, "The instruction format": I).</summary>
public enum IntentionForm
{
    /// <summary>I0: the person is exploring.</summary>
    None = 0,

    /// <summary>I1: a wish that names no item.</summary>
    Vague = 1,

    /// <summary>I2: clear attributes.</summary>
    Specific = 2,
}
