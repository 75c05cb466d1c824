namespace InstructRec;

/// <summary>What family of fault an <see cref="InstructRecException"/> reports.</summary>
public enum InstructRecErrorKind
{
    /// <summary>The native libraries or the device asked for are not there or cannot be loaded.</summary>
    Runtime,

    /// <summary>A checkpoint folder or one of its files is missing, damaged, or of another architecture.</summary>
    Checkpoint,

    /// <summary>A vocabulary file is missing, damaged, or of a kind that T5 does not use.</summary>
    Vocabulary,

    /// <summary>A template, or a set of templates, breaks the slot grammar or contradicts itself.</summary>
    Template,

    /// <summary>An instruction cannot be built or written out as asked.</summary>
    Instruction,

    /// <summary>A data file is missing, empty or malformed.</summary>
    Data,

    /// <summary>Something of the person's future, or of the target, was found where it must not be.</summary>
    Leakage,

    /// <summary>An option has a value that cannot work.</summary>
    Options,

    /// <summary>A model returned something that is no score, such as NaN, or not one score per candidate.</summary>
    Scores,

    /// <summary>Writing failed: no room, no permission, or a folder that is in the way.</summary>
    Storage,

    /// <summary>The device has more requests waiting than it was told to hold; try again later.</summary>
    Busy,

    /// <summary>There is no person or item of that id.</summary>
    NotFound,

    /// <summary>A database or another service that the host named does not answer; it may again later.</summary>
    Unavailable,

    /// <summary>The deadline of a request passed before it was answered.</summary>
    Expired,
}
