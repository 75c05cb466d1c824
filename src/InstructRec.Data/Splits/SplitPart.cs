namespace InstructRec.Data.Splits;

/// <summary>Which interaction of a person is to be foretold.</summary>
public enum SplitPart
{
    /// <summary>The last but one: everything is chosen on it.</summary>
    Validation,

    /// <summary>The last: for the final figure.</summary>
    Test,
}
