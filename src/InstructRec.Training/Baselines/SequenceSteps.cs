using InstructRec.Data.Candidates;
using InstructRec.Data.Leakage;
using InstructRec.Training.Batches;

namespace InstructRec.Training.Baselines;

/// <summary>Cuts the training part into steps of people whose next items number about the same, drawn anew each pass.</summary>
internal sealed class SequenceSteps
{
    private readonly int[][] _sequences;
    private readonly int _targets;
    private readonly ulong _seed;

    public SequenceSteps(CheckedHistories histories, int maxLength, int targets, ulong seed)
    {
        _targets = targets;
        _seed = seed;
        _sequences = [.. Enumerable.Range(0, histories.PersonCount).SelectMany(p => Windows(histories[p].ToArray(), maxLength))];
    }

    public int Count => _sequences.Length;

    /// <summary>The steps of a pass: each a set of sequences in order of length, in groups that are padded to their longest.</summary>
    public IEnumerable<IReadOnlyList<int[][]>> Of(int epoch, int groups = 4)
    {
        int[] order = [.. Enumerable.Range(0, _sequences.Length)];
        SplitMix64 random = SeededStream.Of(_seed, SeededStream.Order, epoch, 0);
        random.Shuffle<int>(order);
        for (int start = 0; start < order.Length;)
        {
            int end = start;
            for (int targets = 0; end < order.Length && targets < _targets; end++)
            {
                targets += _sequences[order[end]].Length - 1;
            }

            int[][] chosen = [.. order[start..end].Select(i => _sequences[i]).OrderBy(s => s.Length)];
            yield return [.. chosen.Chunk(Math.Max(1, (chosen.Length + groups - 1) / groups))];
            start = end;
        }
    }

    // A longer history than the network takes is learned from in windows that meet at one item, so that every next item is learned once.
    private static IEnumerable<int[]> Windows(int[] items, int maxLength)
    {
        for (int end = items.Length; end >= 2; end -= maxLength)
        {
            yield return items[Math.Max(0, end - maxLength - 1)..end];
        }
    }
}
