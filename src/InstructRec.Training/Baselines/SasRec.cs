using InstructRec.Data.Splits;
using InstructRec.Retrieval;
using InstructRec.Runtime;

namespace InstructRec.Training.Baselines;

/// <summary>SASRec (Kang and McAuley, 2018): self-attention over the ids of a history; the baseline that a recommender of titles is measured by.</summary>
/// <remarks>
/// Trained on a device's thread with cross entropy over the whole catalogue; what comes out holds managed memory only, is immutable and thread-safe, and scores a history in about a millisecond.
/// Use it through <see cref="Evaluation.Baselines.CandidateSourceBaseline"/>.
/// </remarks>
public sealed class SasRec : ICandidateSource
{
    private const string Kind = "SASRec/1";
    private readonly Dictionary<string, float[]> _weights;
    private readonly int _width;
    private readonly int _inner;
    private readonly int _layers;
    private readonly int _heads;
    private readonly int _maxLength;
    private readonly float[] _items;

    internal SasRec(Dictionary<string, float[]> weights, int width, int heads)
    {
        _weights = weights;
        _width = width;
        _heads = heads;
        _items = weights["items"];
        _maxLength = weights["positions"].Length / width;
        _layers = weights.Keys.Count(k => k.EndsWith(".inner.bias", StringComparison.Ordinal));
        _inner = weights["0.inner.bias"].Length;
    }

    /// <inheritdoc/>
    public string Name => "SASRec";

    /// <inheritdoc/>
    public int ItemCount => _items.Length / _width;

    /// <summary>Trains on the training part of a split, and keeps the pass with the best NDCG@5 on validation.</summary>
    /// <param name="split">The split.</param>
    /// <param name="options">The settings; the published ones where <see langword="null"/>.</param>
    /// <param name="worker">Where it is computed; borrowed. A worker of its own on the CPU where <see langword="null"/>.</param>
    /// <param name="progress">Is told after each pass.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <returns>The trained baseline. The same seed and number of threads give the same weights.</returns>
    /// <exception cref="InstructRecException">No one has two training items (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public static async Task<SasRec> FitAsync(
        LeaveOneOutSplit split, SasRecOptions? options = null, DeviceWorker? worker = null, IProgress<BaselineProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        options = (options ?? new SasRecOptions()).Validate();
        if (worker is not null)
        {
            return await worker.RunAsync(() => SasRecTraining.Run(split, options, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
        }

        DeviceWorker own = new();
        await using (own.ConfigureAwait(false))
        {
            return await own.RunAsync(() => SasRecTraining.Run(split, options, progress, cancellationToken), cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Reads a trained baseline.</summary>
    /// <param name="path">A file that <see cref="Save"/> wrote.</param>
    /// <returns>The baseline.</returns>
    /// <exception cref="InstructRecException">No such file, or not one of these (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public static SasRec Load(string path)
    {
        (Dictionary<string, float[]> weights, int width, int heads) = WeightFile.Read(path, Kind);
        return new SasRec(weights, width, heads);
    }

    /// <summary>Writes the trained baseline, whole or not at all.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    public void Save(string path) => WeightFile.Write(path, Kind, _weights, _width, _heads);

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> history, ReadOnlySpan<int> items, Span<double> scores)
    {
        float[] state = State(history);
        for (int i = 0; i < items.Length; i++)
        {
            scores[i] = DenseKernel.Dot(state, _items.AsSpan(items[i] * _width, _width));
        }
    }

    /// <inheritdoc/>
    public int[] Find(ReadOnlySpan<int> history, int count) => VectorSearch.Find(_items, State(history), history, count);

    // Of the last layer only the newest item's state is wanted.
    internal float[] State(ReadOnlySpan<int> history)
    {
        ReadOnlySpan<int> recent = history[Math.Max(0, history.Length - _maxLength)..];
        if (recent.Length == 0)
        {
            return new float[_width];
        }

        float[] states = new float[recent.Length * _width];
        for (int t = 0; t < recent.Length; t++)
        {
            Span<float> row = Row(states, t);
            _items.AsSpan(recent[t] * _width, _width).CopyTo(row);
            DenseKernel.AddScaled(_weights["positions"].AsSpan(t * _width, _width), 1, row);
            Norm(row, "norm");
        }

        for (int layer = 0; layer < _layers; layer++)
        {
            Layer(states, recent.Length, layer, layer == _layers - 1 ? recent.Length - 1 : 0);
        }

        return states[^_width..];
    }

    private void Layer(float[] states, int length, int layer, int first)
    {
        float[] keys = new float[states.Length];
        float[] values = new float[states.Length];
        for (int t = 0; t < length; t++)
        {
            Linear(Row(states, t), $"{layer}.key", Row(keys, t));
            Linear(Row(states, t), $"{layer}.value", Row(values, t));
        }

        int head = _width / _heads;
        float scale = (float)(1 / Math.Sqrt(head));
        Span<float> query = stackalloc float[_width];
        Span<float> seen = stackalloc float[_width];
        Span<float> mixed = stackalloc float[_width];
        Span<float> shares = stackalloc float[length];
        float[] inner = new float[_inner];
        for (int t = first; t < length; t++)
        {
            Linear(Row(states, t), $"{layer}.query", query);
            seen.Clear();
            for (int h = 0; h < _heads; h++)
            {
                Span<float> weights = shares[..(t + 1)];
                for (int s = 0; s <= t; s++)
                {
                    weights[s] = scale * DenseKernel.Dot(query.Slice(h * head, head), Row(keys, s).Slice(h * head, head));
                }

                DenseKernel.Softmax(weights);
                for (int s = 0; s <= t; s++)
                {
                    DenseKernel.AddScaled(Row(values, s).Slice(h * head, head), weights[s], seen.Slice(h * head, head));
                }
            }

            Linear(seen, $"{layer}.out", mixed);
            Span<float> row = Row(states, t);
            DenseKernel.AddScaled(mixed, 1, row);
            Norm(row, $"{layer}.attention-norm");
            Linear(row, $"{layer}.inner", inner);
            DenseKernel.Gelu(inner);
            Linear(inner, $"{layer}.outer", mixed);
            DenseKernel.AddScaled(mixed, 1, row);
            Norm(row, $"{layer}.norm");
        }
    }

    private Span<float> Row(float[] rows, int t) => rows.AsSpan(t * _width, _width);

    private void Linear(ReadOnlySpan<float> x, string name, Span<float> y) => DenseKernel.Linear(x, _weights[name + ".weight"], _weights[name + ".bias"], y);

    private void Norm(Span<float> x, string name) => DenseKernel.LayerNorm(x, _weights[name + ".weight"], _weights[name + ".bias"], SasRecNetwork.NormEpsilon);
}
