using System.Globalization;
using InstructRec.Data.Splits;
using InstructRec.Retrieval;

namespace InstructRec.Data.Candidates;

/// <summary>Makes candidate sets whose negatives are what a retrieval model likes best: the paper's hard negatives, for any data set.</summary>
public static class HardCandidates
{
    /// <summary>For each evaluated person the target, and the best items of the whole catalogue that the person never touched.</summary>
    /// <param name="split">The split; negatives avoid the person's whole history, whatever the split keeps.</param>
    /// <param name="part">Validation or test.</param>
    /// <param name="source">The retrieval model, fitted on the training part; it is asked with the items before the target.</param>
    /// <param name="negatives">How many negatives each; the paper has 9.</param>
    /// <param name="peopleSample">Only the first so many people of a seeded order; all where <see langword="null"/>.</param>
    /// <param name="seed">The seed of that order.</param>
    /// <param name="cancellationToken">Stops between two people.</param>
    /// <returns>A set named like <c>test.hard9</c>, negatives best first.</returns>
    /// <exception cref="InstructRecException">The source found fewer negatives for a person (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public static CandidateSet Find(
        LeaveOneOutSplit split, SplitPart part, ICandidateSource source, int negatives = 9, int? peopleSample = null, ulong seed = FrozenCandidates.DefaultSeed,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(source);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(negatives);
        ArgumentOutOfRangeException.ThrowIfNotEqual(source.ItemCount, split.Dataset.Items.Count, nameof(source));
        int[] people = [.. split.EvaluatedPeople];
        if (peopleSample is { } count && count < people.Length)
        {
            ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count, nameof(peopleSample));
            new SplitMix64(seed).Shuffle<int>(people);
            people = [.. people.Take(count).Order()];
        }

        List<CandidateRow> rows = new(people.Length);
        foreach (int person in people)
        {
            cancellationToken.ThrowIfCancellationRequested();
            HashSet<int> touched = [.. split.Dataset.History(person)];
            int[] found = [.. source.Find(split.Input(person, part), negatives + touched.Count).Where(i => !touched.Contains(i)).Take(negatives)];
            rows.Add(found.Length == negatives
                ? new CandidateRow(person, split.Target(person, part), found)
                : throw new InstructRecException(
                    InstructRecErrorKind.Data,
                    $"{source.Name} found {found.Length.ToString(CultureInfo.InvariantCulture)} of {negatives.ToString(CultureInfo.InvariantCulture)} hard negatives for person '{split.Dataset.People[person]}'",
                    split.Dataset.Name, "Ask for fewer, or use a source that knows every item"));
        }

        return new CandidateSet($"{(part == SplitPart.Validation ? "valid" : "test")}.hard{negatives.ToString(CultureInfo.InvariantCulture)}", rows);
    }
}
