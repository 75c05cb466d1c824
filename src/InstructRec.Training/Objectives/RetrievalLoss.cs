using InstructRec.Data.Candidates;
using InstructRec.T5;
using InstructRec.Training.Batches;
using static TorchSharp.torch;

namespace InstructRec.Training.Objectives;

/// <summary>Teaches a <see cref="RetrievalHead"/>, and the network below it, which titles follow an instruction: a softmax over titles, each compared in one product.</summary>
/// <remarks>
/// <para>Every title that a row asks for is a lesson of its own, and costs one product of vectors where the likelihood costs some ten tokens of decoding. Targets that name no item
/// (<see cref="TrainingTarget.Item"/>) teach nothing here. Ours, not the paper's.</para>
/// <para>What a batch is compared with is a function of seed and place in the row of batches, so a resumed run repeats it. Softmax and loss are in float32. Borrows the head; not
/// thread-safe.</para>
/// </remarks>
public sealed class RetrievalLoss
{
    private readonly RetrievalHead _head;
    private readonly IReadOnlyList<ReadOnlyMemory<int>> _titles;
    private readonly ComparedTitles _compared;
    private readonly RetrievalLossOptions _options;

    /// <summary>Prepares the loss.</summary>
    /// <param name="head">The head; its parameters lie in the optimiser's buffer (<see cref="RetrievalNetwork"/>).</param>
    /// <param name="titles">The pieces of every item's title without the end token, by the item's place in the catalogue.</param>
    /// <param name="trainingCounts">How often each item occurs in the training part.</param>
    /// <param name="options">Weights and numbers; <see langword="null"/> means the defaults.</param>
    /// <exception cref="ArgumentException">There is not one count per title.</exception>
    public RetrievalLoss(RetrievalHead head, IReadOnlyList<ReadOnlyMemory<int>> titles, IReadOnlyList<int> trainingCounts, RetrievalLossOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(titles);
        ArgumentNullException.ThrowIfNull(trainingCounts);
        if (titles.Count != trainingCounts.Count)
        {
            throw new ArgumentException("There must be one count per title.", nameof(trainingCounts));
        }

        _head = head;
        _titles = titles;
        _compared = new ComparedTitles(trainingCounts);
        _options = (options ?? new RetrievalLossOptions()).Validate();
    }

    internal IReadOnlyDictionary<string, string> Describe() => new OptionTexts()
        .With("Retrieval.Weight", _options.Weight).With("Retrieval.Titles", _options.Titles).With("Retrieval.LaterWeight", _options.LaterWeight)
        .With("Retrieval.TokenShare", _options.TokenShare).With("Retrieval.LeftOut", _options.LeftOut).With("Retrieval.Seed", _options.Seed).All;

    /// <summary>Whether a batch teaches tokens too.</summary>
    internal bool TeachesTokens(TrainingBatch batch)
    {
        SplitMix64 random = Stream(batch, SeededStream.TokenLesson);

        // A batch without titles would teach nothing at all.
        return Unit(random.Next()) < _options.TokenShare || Lessons(batch).Count == 0;
    }

    /// <summary>Computes the loss, adds the gradients of the head's parameters, and gives that of the states it was computed from.</summary>
    /// <param name="startStates">The decoder's states at the start token, [rows, d_model]; <see langword="null"/> where only what the head reads by itself is taught.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="share">The batch's share of the step, by which the loss is multiplied.</param>
    internal (double Loss, Tensor? Gradient) Backward(Tensor? startStates, TrainingBatch batch, double share)
    {
        List<(int Row, int Item, float Weight)> lessons = Lessons(batch);
        if (lessons.Count == 0)
        {
            return (0, startStates is null ? null : zeros_like(startStates));
        }

        SplitMix64 random = Stream(batch, SeededStream.ComparedTitles);
        (int[] items, float[] corrections) = _compared.Draw([.. lessons.Select(l => l.Item)], _options.Titles, ref random);
        Dictionary<int, int> places = items.Select((item, place) => (item, place)).ToDictionary(p => p.item, p => p.place);
        float scale = (float)(_options.Weight * share / lessons.Sum(l => (double)l.Weight));
        Device device = _head.Pieces.device;
        Tensor? states = startStates?.detach().requires_grad_(true);
        Tensor logits = matmul(Vectors(states, batch), _head.Titles([.. items.Select(i => _titles[i])]).t()).to_type(ScalarType.Float32)
            .Plus(tensor(corrections, [1, items.Length], device: device)); // [rows, titles]
        Tensor wanted = logits.log_softmax(-1).view(-1).index_select(0, tensor(lessons.Select(l => ((long)l.Row * items.Length) + places[l.Item]).ToArray(), device: device));
        Tensor loss = -(wanted * tensor(lessons.Select(l => l.Weight * scale).ToArray(), device: device)).sum();
        loss.backward();
        return (loss.item<float>(), states?.grad);
    }

    private Tensor Vectors(Tensor? states, TrainingBatch batch)
    {
        if (states is not null && _head.HoldsWords)
        {
            return _head.Said(states);
        }

        ReadOnlyMemory<int>[] instructions = [.. batch.Examples.Select(e => new ReadOnlyMemory<int>(e.InstructionIds as int[] ?? [.. e.InstructionIds]))];
        SplitMix64 random = Stream(batch, SeededStream.LeftOut);
        Func<bool>? isKept = _options.LeftOut > 0 ? () => Unit(random.Next()) >= _options.LeftOut : null;
        return states is null ? _head.Read(instructions, isKept) : _head.Instructions(states, instructions, isKept);
    }

    private List<(int Row, int Item, float Weight)> Lessons(TrainingBatch batch)
    {
        List<(int Row, int Item, float Weight)> lessons = [];
        for (int row = 0; row < batch.Rows; row++)
        {
            float weight = 1;
            foreach (int item in batch.Examples[row].Targets.Select(t => t.Item).OfType<int>())
            {
                lessons.Add((row, item, weight));
                weight = (float)_options.LaterWeight;
            }
        }

        lessons.RemoveAll(l => l.Weight == 0);
        return lessons;
    }

    private static double Unit(ulong drawn) => (drawn >> 11) * (1.0 / (1UL << 53));

    private SplitMix64 Stream(TrainingBatch batch, ulong purpose)
    {
        BatchPosition next = batch.Next;
        return SeededStream.Of(_options.Seed ^ ((ulong)(uint)next.Batch << 32), purpose, next.Epoch, next.Pool);
    }
}
