using InstructRec.Data.Candidates;
using InstructRec.Data.Splits;

namespace InstructRec.Evaluation.Protocols;

/// <summary>Matching against the full catalogue: the target among every item that anyone took and this person has not.</summary>
public static class FullCatalog
{
    /// <summary>Makes the candidates; each person takes four bytes per item.</summary>
    /// <param name="split">The split.</param>
    /// <param name="part">Validation or test.</param>
    /// <param name="peopleSample">The first so many people of a seeded order.</param>
    /// <param name="seed">The seed of that order.</param>
    /// <returns>A set named <c>test.full</c>; give it to <see cref="LeaveOneOutProtocol"/>.</returns>
    public static CandidateSet Candidates(LeaveOneOutSplit split, SplitPart part, int peopleSample = 1000, ulong seed = FrozenCandidates.DefaultSeed)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(peopleSample);
        int[] people = [.. split.EvaluatedPeople];
        new SplitMix64(seed).Shuffle<int>(people);
        int[] pool = split.Dataset.InteractedItems();
        return new CandidateSet(part == SplitPart.Test ? "test.full" : "valid.full", [.. people.Take(peopleSample).Order().Select(Row)]);

        CandidateRow Row(int person)
        {
            HashSet<int> touched = [.. split.Dataset.History(person)];
            return new CandidateRow(person, split.Target(person, part), [.. pool.Where(i => !touched.Contains(i))]);
        }
    }
}
