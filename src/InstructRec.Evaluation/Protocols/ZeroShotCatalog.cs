using InstructRec.Catalog;
using InstructRec.Data.Candidates;
using InstructRec.Data.Splits;

namespace InstructRec.Evaluation.Protocols;

/// <summary>A catalogue that a model is asked about without having learned from it: what of it the model met in training all the same is found by title.</summary>
/// <remarks>Titles are compared by their letters and digits, without regard to case. Immutable and thread-safe.</remarks>
public sealed class ZeroShotCatalog
{
    private readonly bool[] _known;

    /// <summary>Compares two catalogues.</summary>
    /// <param name="learned">The items of the data that the model was trained on.</param>
    /// <param name="asked">The items that it is asked about.</param>
    public ZeroShotCatalog(IReadOnlyList<Item> learned, IReadOnlyList<Item> asked)
    {
        ArgumentNullException.ThrowIfNull(learned);
        ArgumentNullException.ThrowIfNull(asked);
        HashSet<string> titles = [.. learned.Select(Key)];
        _known = [.. asked.Select(i => titles.Contains(Key(i)))];
    }

    /// <summary>How many of the asked items have a title of the learned catalogue.</summary>
    public int KnownCount => _known.Count(k => k);

    /// <summary>Whether an item's title was in the learned catalogue.</summary>
    /// <param name="item">The item's index in the asked catalogue.</param>
    /// <returns>Whether it is known.</returns>
    public bool IsKnown(int item) => _known[item];

    /// <summary>Leaves out the people whose target is known by title: what is left is zero-shot to the letter.</summary>
    /// <param name="split">The asked data.</param>
    /// <param name="candidates">Everyone's candidates.</param>
    /// <returns>The rows whose target is new.</returns>
    /// <exception cref="InstructRecException">Every target is known (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public CandidateSet Unknown(LeaveOneOutSplit split, CandidateSet candidates)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentOutOfRangeException.ThrowIfNotEqual(split.Dataset.Items.Count, _known.Length, nameof(split));
        CandidateRow[] rows = [.. candidates.Rows.Where(r => !_known[r.Target])];
        return rows.Length > 0
            ? new CandidateSet(candidates.Name + ", zero-shot", rows)
            : throw new InstructRecException(InstructRecErrorKind.Data, "every target's title is in the catalogue that the model learned from", candidates.Name, "Ask about another catalogue");
    }

    private static string Key(Item item) => string.Concat(item.Title.Where(char.IsLetterOrDigit)).ToUpperInvariant();
}
