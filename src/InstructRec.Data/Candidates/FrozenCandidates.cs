using InstructRec.Data.Splits;

namespace InstructRec.Data.Candidates;

/// <summary>Draws the candidate sets that are written to files and kept.</summary>
public static class FrozenCandidates
{
    /// <summary>The seed of the shipped files; draw number d of several uses <c>DefaultSeed + d</c>, and draw 0 is the file.</summary>
    public const ulong DefaultSeed = 2_305_070_011;

    /// <summary>Draws one set: for each evaluated person the target and random negatives.</summary>
    /// <param name="split">The split; negatives avoid the person's whole history, whatever the split keeps.</param>
    /// <param name="part">Validation (set number 1) or test (set number 2).</param>
    /// <param name="negatives">How many negatives each; the paper has 9.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="cancellationToken">Stops between two people.</param>
    /// <returns>A set named like <c>test.random9</c>.</returns>
    public static CandidateSet Draw(
        LeaveOneOutSplit split, SplitPart part, int negatives = 9, ulong seed = DefaultSeed, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        var sampler = new NegativeSampler(split.Dataset);
        uint set = part == SplitPart.Validation ? 1u : 2u;
        var rows = new List<CandidateRow>(split.EvaluatedPeople.Count);
        foreach (int person in split.EvaluatedPeople)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.Add(new CandidateRow(person, split.Target(person, part), sampler.Draw(person, negatives, seed, set)));
        }

        return new CandidateSet($"{(part == SplitPart.Validation ? "valid" : "test")}.random{negatives.ToString(System.Globalization.CultureInfo.InvariantCulture)}", rows);
    }
}
