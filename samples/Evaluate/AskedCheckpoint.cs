using System.Security.Cryptography;
using InstructRec;
using InstructRec.Checkpoints;
using InstructRec.Evaluation.Protocols;
using InstructRec.Recommendation;
using InstructRec.Scoring;
using QuickStart;

namespace Evaluate;

/// <summary>A checkpoint that is asked: the parts of its scores are computed once for all systems that are made of them.</summary>
internal sealed class AskedCheckpoint : IAsyncDisposable
{
    private readonly PartedScores _parts;

    private AskedCheckpoint(T5RecommenderModel model, CheckpointManifest manifest, string hash, PartedScores parts) => (Model, Manifest, Hash, _parts) = (model, manifest, hash, parts);

    public T5RecommenderModel Model { get; }

    public CheckpointManifest Manifest { get; }

    /// <summary>SHA-256 of the weights.</summary>
    public string Hash { get; }

    public static async Task<AskedCheckpoint> OpenAsync(string checkpoint, EvaluationData data, CancellationToken cancellationToken)
    {
        string weights = Path.Combine(checkpoint, "model.safetensors");
        if (!File.Exists(weights))
        {
            throw new InstructRecException(InstructRecErrorKind.Checkpoint, "the folder holds no model.safetensors", checkpoint, "Name a checkpoint's folder with --model");
        }

        string hash;
        using (FileStream stream = File.OpenRead(weights))
        {
            hash = Convert.ToHexStringLower(SHA256.HashData(stream));
        }

        T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = checkpoint });
        CheckpointManifest manifest = await model.LoadAsync(cancellationToken);
        await model.PrepareAsync(data.Dataset.Items, cancellationToken);
        PartedScores parts = new(data.Dataset, model) { InteractionCounts = CatalogStatistics.Read(checkpoint) is { } statistics ? Counts(statistics, data) : null };
        return new AskedCheckpoint(model, manifest, hash, parts);
    }

    public IEvaluatedSystem Plain(string name) => _parts.System(name, ScoreCorrection.None);

    public IEvaluatedSystem Corrected(string name) => _parts.System(name, ScoreCorrection.Of(Manifest));

    public ValueTask DisposeAsync() => Model.DisposeAsync();

    private static int[] Counts(CatalogStatistics statistics, EvaluationData data)
    {
        // A model of another catalogue may use the same ids for other things.
        Dictionary<string, ItemStatistics> known = statistics.Items.ToDictionary(i => i.Id, StringComparer.Ordinal);
        return [.. data.Dataset.Items.Select(i => known.TryGetValue(i.Id, out ItemStatistics? counted) && (counted.Title == i.Title || counted.Title == i.CleanTitle) ? checked((int)counted.Count) : 0)];
    }
}
