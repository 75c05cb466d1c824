using InstructRec.Data.Candidates;

namespace InstructRec.Training.Batches;

/// <summary>Which examples stand together: pools of a seeded order, sorted by length, cut into batches, shuffled. A pure function of position.</summary>
internal sealed class BatchPlan(IExampleSource examples, BatchOptions options)
{
    private int _epoch = -1;
    private int[] _order = [];

    public int PoolSize => options.BatchSize * options.PoolBatches;

    public int PoolCount => (examples.Count + PoolSize - 1) / PoolSize;

    public IReadOnlyList<IReadOnlyList<TrainingExample>> Pool(int epoch, int pool, CancellationToken cancellationToken)
    {
        List<TrainingExample> made = [];
        foreach (int index in Order(epoch).AsSpan(pool * PoolSize, Math.Min(PoolSize, examples.Count - (pool * PoolSize))))
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (examples.Create(epoch, index) is { } example)
            {
                made.Add(Checked(example));
            }
        }

        IReadOnlyList<TrainingExample>[] batches = [.. Cut(Sorted(made))];
        SplitMix64 random = SeededStream.Of(options.Seed, SeededStream.Pool, epoch, pool);
        random.Shuffle<IReadOnlyList<TrainingExample>>(batches);
        return batches;
    }

    /// <summary>By instruction in broad bands, within a band by targets: both lengths then differ little within a batch.</summary>
    private List<TrainingExample> Sorted(List<TrainingExample> made)
    {
        int band = Math.Max(1, (int)Math.Round(Math.Sqrt(options.PoolBatches))) * options.BatchSize;
        return [.. made.OrderBy(e => e.InstructionIds.Count).Chunk(band).SelectMany(b => b.OrderBy(Nodes))];
    }

    private static int Nodes(TrainingExample example)
    {
        int nodes = 1;
        foreach (TrainingTarget target in example.Targets)
        {
            nodes += target.TokenIds.Count - 1;
        }

        return nodes;
    }

    private static TrainingExample Checked(TrainingExample example)
    {
        bool works = example.InstructionIds.Count > 0 && example.Targets.Count > 0 && example.Targets.All(t => t.TokenIds.Count > 0 && t.Weight > 0);
        return works ? example : throw new InstructRecException(
            InstructRecErrorKind.Instruction, "an example has no instruction, no target, or a target without token or weight", example.TemplateId,
            "Leave out what has nothing to teach");
    }

    private int[] Order(int epoch)
    {
        if (_epoch != epoch)
        {
            _order = [.. Enumerable.Range(0, examples.Count)];
            SplitMix64 random = SeededStream.Of(options.Seed, SeededStream.Order, epoch, 0);
            random.Shuffle<int>(_order);
            _epoch = epoch;
        }

        return _order;
    }

    private IEnumerable<IReadOnlyList<TrainingExample>> Cut(IReadOnlyList<TrainingExample> sorted)
    {
        List<TrainingExample> batch = [];
        int source = 0;
        int nodes = 0;
        foreach (TrainingExample example in sorted)
        {
            int widest = Math.Max(source, example.InstructionIds.Count) + Math.Max(nodes, Nodes(example));
            if (batch.Count == options.BatchSize || (batch.Count > 0 && (long)widest * (batch.Count + 1) > options.TokenBudget))
            {
                yield return batch;
                batch = [];
                source = nodes = 0;
            }

            batch.Add(example);
            source = Math.Max(source, example.InstructionIds.Count);
            nodes = Math.Max(nodes, Nodes(example));
        }

        if (batch.Count > 0)
        {
            yield return batch;
        }
    }
}
