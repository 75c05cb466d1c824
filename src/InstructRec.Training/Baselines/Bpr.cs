using InstructRec.Data.Splits;
using InstructRec.Evaluation.Protocols;

namespace InstructRec.Training.Baselines;

/// <summary>BPR (Rendle and others, 2009): a vector for each person and item, learned so that what was taken is scored above what was not.</summary>
/// <remarks>
/// It knows people, not histories: a person's validation item moves nothing, and someone who was not there in training has no score but 0 for everything.
/// Trained and kept in managed memory. Immutable and thread-safe.
/// </remarks>
public sealed class Bpr : IEvaluatedSystem
{
    private const string Kind = "BPR/1";
    private readonly float[] _people;
    private readonly float[] _items;
    private readonly int _width;

    internal Bpr(float[] people, float[] items, int width) => (_people, _items, _width) = (people, items, width);

    /// <inheritdoc/>
    public string Name => "BPR";

    /// <summary>Trains on the training part of a split, and keeps the pass with the best NDCG@5 on validation.</summary>
    /// <param name="split">The split.</param>
    /// <param name="options">The settings; the defaults where <see langword="null"/>.</param>
    /// <param name="progress">Is told after each pass.</param>
    /// <param name="cancellationToken">Stops between two steps.</param>
    /// <returns>The trained baseline; the same seed gives the same.</returns>
    /// <exception cref="InstructRecException">There is nothing to learn from (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public static Bpr Fit(LeaveOneOutSplit split, BprOptions? options = null, IProgress<BaselineProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        return new BprTraining(split, (options ?? new BprOptions()).Validate()).Run(progress, cancellationToken);
    }

    /// <summary>Reads a trained baseline.</summary>
    /// <param name="path">A file that <see cref="Save"/> wrote.</param>
    /// <returns>The baseline.</returns>
    /// <exception cref="InstructRecException">No such file, or not one of these (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public static Bpr Load(string path)
    {
        (Dictionary<string, float[]> weights, int width, _) = WeightFile.Read(path, Kind);
        return new Bpr(weights["people"], weights["items"], width);
    }

    /// <summary>Writes the trained baseline, whole or not at all.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    public void Save(string path) => WeightFile.Write(path, Kind, new Dictionary<string, float[]> { ["people"] = _people, ["items"] = _items }, _width, 1);

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IReadOnlyList<double>>> ScoreAsync(IReadOnlyList<EvaluationRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        return ValueTask.FromResult<IReadOnlyList<IReadOnlyList<double>>>([.. requests.Select(Score)]);
    }

    private IReadOnlyList<double> Score(EvaluationRequest request)
    {
        double[] scores = new double[request.Candidates.Length];
        if ((request.Person + 1) * _width <= _people.Length)
        {
            ReadOnlySpan<float> person = _people.AsSpan(request.Person * _width, _width);
            for (int i = 0; i < scores.Length; i++)
            {
                scores[i] = DenseKernel.Dot(person, _items.AsSpan(request.Candidates.Span[i] * _width, _width));
            }
        }

        return scores;
    }
}
