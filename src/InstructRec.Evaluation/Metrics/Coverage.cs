namespace InstructRec.Evaluation.Metrics;

/// <summary>How much of the catalogue a system shows at all: distinct items among everyone's first k, as a share of the items that stood to choice.</summary>
/// <param name="k">How many first items count; positive.</param>
public sealed class Coverage(int k)
{
    /// <summary>What tables call it.</summary>
    public string Name => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"coverage@{k}");

    /// <summary>Counts the items.</summary>
    /// <param name="lists">Each person's items, best first.</param>
    /// <param name="itemCount">How many items could have been shown; positive.</param>
    /// <returns>From 0 to 1.</returns>
    /// <exception cref="ArgumentException">A list is shorter than k.</exception>
    public double Of(IReadOnlyList<IReadOnlyList<int>> lists, int itemCount)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(itemCount);
        return (double)FirstItems.Of(lists, k).Distinct().Count() / itemCount;
    }
}
