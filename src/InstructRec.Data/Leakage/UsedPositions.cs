namespace InstructRec.Data.Leakage;

/// <summary>Which positions of a person's history an example uses: all that a checker must know about it.</summary>
/// <param name="Where">What the example is called in a message, for example <c>training example 17</c>.</param>
/// <param name="Person">The person's index.</param>
/// <param name="Input">The positions shown as history (P1).</param>
/// <param name="Preference">The positions from which the preference in words (P2) was written.</param>
/// <param name="Output">The positions to be learned or foretold; empty for swap examples whose output is the preference.</param>
public sealed record UsedPositions(string Where, int Person, IReadOnlyList<int> Input, IReadOnlyList<int> Preference, IReadOnlyList<int> Output);
