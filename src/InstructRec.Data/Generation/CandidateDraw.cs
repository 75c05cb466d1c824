using InstructRec.Catalog;
using InstructRec.Data.Candidates;
using InstructRec.Data.Splits;
using InstructRec.Instructions;
using InstructRec.Templates;

namespace InstructRec.Data.Generation;

/// <summary>Draws the candidates that a template lists: the target at a uniform place among items of the training part that are not this person's.</summary>
internal sealed class CandidateDraw
{
    private readonly LeaveOneOutSplit _split;
    private readonly int _candidateCount;
    private readonly int[] _pool;

    public CandidateDraw(LeaveOneOutSplit split, int candidateCount)
    {
        _split = split;
        _candidateCount = candidateCount;
        int[] counts = split.TrainingCounts();
        _pool = [.. Enumerable.Range(0, counts.Length).Where(i => counts[i] > 0)];
    }

    /// <summary>The candidates; none where the template lists none or too few items are left.</summary>
    public Item[] Draw(InstructionTemplate template, PendingExample example, ref SplitMix64 random)
    {
        int count = template.Task switch { TaskForm.Reranking => _candidateCount, TaskForm.Pairwise => 2, TaskForm.Pointwise => 1, _ => 0 };
        if (count == 0)
        {
            return [];
        }

        var taken = new HashSet<int>(example.Items);
        if (_pool.Length < taken.Count + count)
        {
            return [];
        }

        var negatives = new Item[Math.Max(1, count - 1)];
        for (int i = 0; i < negatives.Length;)
        {
            int item = _pool[random.Below(_pool.Length)];
            if (taken.Add(item))
            {
                negatives[i++] = _split.Dataset.Items[item];
            }
        }

        if (count == 1)
        {
            return random.Below(2) == 0 ? [example.Target] : negatives;
        }

        var candidates = new List<Item>(negatives);
        candidates.Insert(random.Below(count), example.Target);
        return [.. candidates];
    }
}
