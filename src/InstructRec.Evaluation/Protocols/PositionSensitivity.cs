using System.Globalization;
using System.Text;
using InstructRec.Data.Candidates;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Metrics;

namespace InstructRec.Evaluation.Protocols;

/// <summary>HR@1 by the place at which the positive stands among the candidates: a system that reads nothing into places has the same at each.</summary>
/// <param name="System">The system's name.</param>
/// <param name="Places">For each place, from 1: HR@1, ties by expectation.</param>
public sealed record PositionSensitivity(string System, IReadOnlyList<Interval> Places)
{
    /// <summary>The best place's mean minus the worst place's.</summary>
    public double Spread => Places.Max(p => p.Mean) - Places.Min(p => p.Mean);

    /// <summary>Asks a system about everyone once for each place.</summary>
    /// <param name="split">The split.</param>
    /// <param name="part">Validation or test.</param>
    /// <param name="candidates">The candidates; all rows with as many.</param>
    /// <param name="system">The system.</param>
    /// <param name="options">Seed, batch size, sample.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>One figure per place.</returns>
    /// <exception cref="InstructRecException">A row has another number of candidates than the first (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public static async Task<PositionSensitivity> RunAsync(
        LeaveOneOutSplit split, SplitPart part, CandidateSet candidates, IEvaluatedSystem system, ProtocolOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(system);
        options ??= ProtocolOptions.Default;
        int count = candidates.Rows.Count == 0 ? 0 : candidates.Rows[0].Negatives.Count + 1;
        if (candidates.Rows.FirstOrDefault(r => r.Negatives.Count + 1 != count) is { } other)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Data, $"person '{split.Dataset.People[other.Person]}' has {other.Negatives.Count + 1} candidates where the first has {count}", candidates.Name,
                "Places can be compared where everyone has as many");
        }

        List<Interval> places = [];
        for (int place = 0; place < count; place++)
        {
            LeaveOneOutProtocol protocol = new(split, part, candidates, options with { TargetPlace = place });
            places.Add((await protocol.RunAsync(system, cancellationToken: cancellationToken).ConfigureAwait(false)).Intervals(new HitRate(1))[0]);
        }

        return new PositionSensitivity(system.Name, places);
    }

    /// <summary>The figures as a Markdown table.</summary>
    /// <returns>Lines that end in a line feed.</returns>
    public string ToMarkdown()
    {
        StringBuilder text = new($"| place of the positive | HR@1, {System} |\n|---:|---:|\n");
        for (int place = 0; place < Places.Count; place++)
        {
            text.Append(CultureInfo.InvariantCulture, $"| {place + 1} | {Places[place]} |\n");
        }

        return text.ToString();
    }
}
