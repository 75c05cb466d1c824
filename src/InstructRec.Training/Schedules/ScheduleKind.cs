namespace InstructRec.Training.Schedules;

/// <summary>How the learning rate goes on after its warm-up.</summary>
public enum ScheduleKind
{
    /// <summary>In a straight line to zero at the end of the run.</summary>
    Linear,

    /// <summary>Along half a cosine to zero at the end of the run.</summary>
    Cosine,

    /// <summary>As one over the root of the step; does not know the end of the run.</summary>
    InverseSquareRoot,

    /// <summary>Stays at its peak.</summary>
    Constant,
}
