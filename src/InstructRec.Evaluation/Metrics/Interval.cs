using System.Globalization;

namespace InstructRec.Evaluation.Metrics;

/// <summary>A mean with its 95 % bootstrap interval over people.</summary>
/// <param name="Mean">The mean over all people.</param>
/// <param name="Low">The 2.5 % point of the resampled means.</param>
/// <param name="High">The 97.5 % point.</param>
public readonly record struct Interval(double Mean, double Low, double High)
{
    /// <summary>Whether the interval leaves 0 out: for a difference, whether it can be told from none.</summary>
    public bool ExcludesZero => Low > 0 || High < 0;

    /// <summary>As papers write it.</summary>
    /// <returns>For example <c>.3996 (.3955–.4041)</c>; differences have a sign.</returns>
    public override string ToString() => $"{Figure(Mean)} ({Figure(Low)}–{Figure(High)})";

    internal static string Figure(double value) =>
        value.ToString("0.0000", CultureInfo.InvariantCulture).Replace("0.", ".", StringComparison.Ordinal) is var text && Math.Abs(value) < 0.99995
            ? text
            : value.ToString("0.0000", CultureInfo.InvariantCulture);
}
