using InstructRec.Data.Splits;
using InstructRec.Retrieval;
using InstructRec.Runtime;

namespace InstructRec.Training.Baselines;

/// <summary>Retrieval by two towers over text: titles near each other that follow each other. A baseline, and what hard negatives are made with (<see cref="Data.Candidates.HardCandidates"/>).</summary>
/// <remarks>
/// An item is the mean of its title's words, a history the mean of its items; each goes through a small residual layer to unit length; learned with a softmax over the other rows of the batch,
/// corrected for how often an item turns up there. Managed memory only once trained; immutable and thread-safe. An item that no one took has a place by its words.
/// </remarks>
public sealed class TextTowers : ICandidateSource
{
    private const string Kind = "text two-tower/1";
    private readonly Dictionary<string, float[]> _weights;
    private readonly int _width;
    private readonly int _maxLength;
    private readonly float[] _texts;
    private readonly float[] _items;

    internal TextTowers(Dictionary<string, float[]> weights, int width, int maxLength)
    {
        _weights = weights;
        _width = width;
        _maxLength = maxLength;
        _texts = weights["texts"];
        _items = new float[_texts.Length];
        for (int item = 0; item < _texts.Length / width; item++)
        {
            Tower("item", _texts.AsSpan(item * width, width), _items.AsSpan(item * width, width));
        }
    }

    /// <inheritdoc/>
    public string Name => "text two-tower";

    /// <inheritdoc/>
    public int ItemCount => _texts.Length / _width;

    /// <summary>Trains on the training part of a split, and keeps the pass with the best NDCG@5 on validation.</summary>
    /// <param name="split">The split.</param>
    /// <param name="options">The settings; the defaults where <see langword="null"/>.</param>
    /// <param name="worker">Where it is computed; borrowed. A worker of its own on the CPU where <see langword="null"/>.</param>
    /// <param name="progress">Is told after each pass.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <returns>The trained towers. The same seed and number of threads give the same.</returns>
    /// <exception cref="InstructRecException">No one has two training items (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public static async Task<TextTowers> FitAsync(
        LeaveOneOutSplit split, TextTowerOptions? options = null, DeviceWorker? worker = null, IProgress<BaselineProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        options = (options ?? new TextTowerOptions()).Validate();
        if (worker is not null)
        {
            return await worker.RunAsync(() => TextTowerTraining.Run(split, options, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        DeviceWorker own = new();
        await using (own.ConfigureAwait(false))
        {
            return await own.RunAsync(() => TextTowerTraining.Run(split, options, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads trained towers.</summary>
    /// <param name="path">A file that <see cref="Save"/> wrote.</param>
    /// <returns>The towers.</returns>
    /// <exception cref="InstructRecException">No such file, or not one of these (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public static TextTowers Load(string path)
    {
        (Dictionary<string, float[]> weights, int width, int maxLength) = WeightFile.Read(path, Kind);
        return new TextTowers(weights, width, maxLength);
    }

    /// <summary>Writes the trained towers, whole or not at all.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    public void Save(string path) => WeightFile.Write(path, Kind, _weights, _width, _maxLength);

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> history, ReadOnlySpan<int> items, Span<double> scores)
    {
        float[] query = Query(history);
        for (int i = 0; i < items.Length; i++)
        {
            scores[i] = DenseKernel.Dot(query, _items.AsSpan(items[i] * _width, _width));
        }
    }

    /// <inheritdoc/>
    public int[] Find(ReadOnlySpan<int> history, int count) => VectorSearch.Find(_items, Query(history), history, count);

    private float[] Query(ReadOnlySpan<int> history)
    {
        ReadOnlySpan<int> recent = history[Math.Max(0, history.Length - _maxLength)..];
        float[] query = new float[_width];
        if (recent.Length == 0)
        {
            return query;
        }

        Span<float> mean = stackalloc float[_width];
        mean.Clear();
        foreach (int item in recent)
        {
            DenseKernel.AddScaled(_texts.AsSpan(item * _width, _width), 1f / recent.Length, mean);
        }

        Tower("query", mean, query);
        return query;
    }

    private void Tower(string tower, ReadOnlySpan<float> text, Span<float> result)
    {
        float[] bias = _weights[$"{tower}.inner.bias"];
        Span<float> inner = stackalloc float[bias.Length];
        DenseKernel.Linear(text, _weights[$"{tower}.inner.weight"], bias, inner);
        DenseKernel.Gelu(inner);
        DenseKernel.Linear(inner, _weights[$"{tower}.outer.weight"], _weights[$"{tower}.outer.bias"], result);
        DenseKernel.AddScaled(text, 1, result);
        float length = Math.Max(1e-12f, MathF.Sqrt(DenseKernel.Dot(result, result)));
        for (int i = 0; i < result.Length; i++)
        {
            result[i] /= length;
        }
    }
}
