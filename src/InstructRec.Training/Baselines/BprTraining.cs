using InstructRec.Data.Candidates;
using InstructRec.Data.Leakage;
using InstructRec.Data.Splits;
using InstructRec.Training.Batches;

namespace InstructRec.Training.Baselines;

/// <summary>Draws pairs, and moves the vectors after each step.</summary>
internal sealed class BprTraining
{
    private readonly LeaveOneOutSplit _split;
    private readonly BprOptions _options;
    private readonly HashSet<int>[] _taken;
    private readonly (int Person, int Item)[] _pairs;
    private readonly VectorTable _people;
    private readonly VectorTable _items;

    public BprTraining(LeaveOneOutSplit split, BprOptions options, Func<int, ReadOnlySpan<int>>? history = null)
    {
        _split = split;
        _options = options;
        CheckedHistories histories = CheckedHistories.Of(split, "BPR", history);
        int itemCount = split.Dataset.Items.Count;
        _taken = [.. Enumerable.Range(0, histories.PersonCount).Select(p => new HashSet<int>(histories[p].ToArray()))];

        // Who took everything has no item to be compared with.
        _pairs = [.. Enumerable.Range(0, _taken.Length).Where(p => _taken[p].Count < itemCount).SelectMany(p => histories[p].ToArray().Select(i => (p, i)))];
        if (_pairs.Length == 0)
        {
            throw new InstructRecException(InstructRecErrorKind.Data, "there is no training item to learn from", split.Dataset.Name);
        }

        _people = new VectorTable(_taken.Length, options.Width, options.Seed);
        _items = new VectorTable(itemCount, options.Width, ~options.Seed);
    }

    public Bpr Run(IProgress<BaselineProgress>? progress, CancellationToken cancellationToken)
    {
        BaselineSelection<Bpr> selection = new(_split, "BPR", _options.ValidationPeople, _options.Patience, progress, m => m);
        for (int epoch = 1; epoch <= _options.Epochs && !selection.IsOver; epoch++)
        {
            SplitMix64 random = SeededStream.Of(_options.Seed, SeededStream.Order, epoch, 0);
            random.Shuffle<(int, int)>(_pairs);
            double loss = 0;
            for (int start = 0; start < _pairs.Length; start += _options.PairsPerStep)
            {
                cancellationToken.ThrowIfCancellationRequested();
                loss += Step(_pairs.AsSpan(start, Math.Min(_options.PairsPerStep, _pairs.Length - start)), ref random);
            }

            selection.Add(new Bpr(_people.Copy(), _items.Copy(), _options.Width), loss / _pairs.Length, cancellationToken);
        }

        return selection.Best;
    }

    private double Step(ReadOnlySpan<(int Person, int Item)> pairs, ref SplitMix64 random)
    {
        double loss = 0;
        foreach ((int person, int item) in pairs)
        {
            int other;
            do
            {
                other = random.Below(_items.Count);
            }
            while (_taken[person].Contains(other));

            ReadOnlySpan<float> p = _people.Row(person);
            ReadOnlySpan<float> taken = _items.Row(item);
            ReadOnlySpan<float> untaken = _items.Row(other);
            double margin = DenseKernel.Dot(p, taken) - DenseKernel.Dot(p, untaken);
            loss += margin > 0 ? Math.Log(1 + Math.Exp(-margin)) : Math.Log(1 + Math.Exp(margin)) - margin;
            float slope = (float)(-1 / (1 + Math.Exp(margin)) / pairs.Length);
            _people.AddGradient(person, taken, slope);
            _people.AddGradient(person, untaken, -slope);
            _items.AddGradient(item, p, slope);
            _items.AddGradient(other, p, -slope);
        }

        _people.Step(_options.LearningRate);
        _items.Step(_options.LearningRate);
        return loss;
    }
}
