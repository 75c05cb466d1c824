using System.Globalization;
using InstructRec.Evaluation.Metrics;

namespace InstructRec.Evaluation.Protocols;

/// <summary>The one figure of a task form, with what chance gives.</summary>
/// <param name="TaskForm">For example <c>T0, pointwise</c>.</param>
/// <param name="Metric">For example <c>AUC</c>.</param>
/// <param name="Value">The figure and its 95 % interval.</param>
/// <param name="Chance">What an answer at random gives.</param>
/// <param name="Count">How many people or items were asked about.</param>
/// <param name="IsOracleQuery">Whether the question is made from the target.</param>
public sealed record TaskFormFigure(string TaskForm, string Metric, Interval Value, double Chance, int Count, bool IsOracleQuery)
{
    /// <summary>Whether the whole interval lies above chance.</summary>
    public bool BeatsChance => Value.Low > Chance;

    /// <summary>A line for a table; what is no better than chance says so.</summary>
    /// <returns>For example <c>T0, pointwise: AUC .7310 (.7020–.7590), chance .5000, 610 asked</c>.</returns>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{TaskForm}: {Metric} {Value}, chance {Interval.Figure(Chance)}, {Count:N0} asked{(IsOracleQuery ? ", oracle query" : string.Empty)}{(BeatsChance ? string.Empty : ": no better than chance")}");
}
