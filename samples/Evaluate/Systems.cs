using InstructRec.Checkpoints;
using InstructRec.Evaluation.Baselines;
using InstructRec.Evaluation.Protocols;
using InstructRec.Recommendation;
using InstructRec.Scoring;
using QuickStart;

namespace Evaluate;

/// <summary>Makes the systems that were asked for; owns the model.</summary>
internal sealed class Systems(EvaluationData data, TrainedBaselines trained, string? checkpoint, Func<ChatBaseline> openChat) : IAsyncDisposable
{
    private T5RecommenderModel? _model;
    private PartedScores? _parts;

    public CheckpointManifest? Manifest { get; private set; }

    /// <summary>The chat model, where one was asked for.</summary>
    public ChatBaseline? Chat { get; private set; }

    public async Task<IReadOnlyList<IEvaluatedSystem>> MakeAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        List<IEvaluatedSystem> systems = [];
        foreach (string name in names)
        {
            systems.Add(name switch
            {
                "random" => new RandomBaseline(),
                "popularity" => StandardBaselines.Popularity(data.Split),
                "recency" => StandardBaselines.Recency(data.Split),
                "item-knn" => StandardBaselines.ItemKnn(data.Split, cancellationToken),
                "bm25" => StandardBaselines.Bm25(data.Split),
                "plain" => (await PartsAsync(cancellationToken)).System("T5, plain likelihood", ScoreCorrection.None),
                "model" => (await PartsAsync(cancellationToken)).System("T5, corrected score", ScoreCorrection.Of(Manifest!)),
                "chat" => (Chat ??= openChat()).System,
                _ => await trained.SystemAsync(name, cancellationToken),
            });
        }

        return systems;
    }

    public async Task<T5RecommenderModel?> ModelAsync(CancellationToken cancellationToken)
    {
        if (checkpoint is not null && _model is null)
        {
            _model = new T5RecommenderModel(new T5RecommenderOptions { Checkpoint = checkpoint });
            Manifest = await _model.LoadAsync(cancellationToken);
            await _model.PrepareAsync(data.Dataset.Items, cancellationToken);
        }

        return _model;
    }

    public async ValueTask DisposeAsync()
    {
        if (_model is not null)
        {
            await _model.DisposeAsync();
        }

        if (Chat is not null)
        {
            await Chat.DisposeAsync();
        }
    }

    private async Task<PartedScores> PartsAsync(CancellationToken cancellationToken) => _parts ??= new PartedScores(
        data.Dataset,
        await ModelAsync(cancellationToken) ?? throw new InstructRec.InstructRecException(InstructRec.InstructRecErrorKind.Options, "there is no model to ask", "--systems", "Name a checkpoint with --model"))
    {
        InteractionCounts = CatalogStatistics.Read(checkpoint!) is { } statistics ? Counts(statistics) : null,
    };

    private int[] Counts(CatalogStatistics statistics)
    {
        // A model of another catalogue may use the same ids for other things.
        Dictionary<string, ItemStatistics> known = statistics.Items.ToDictionary(i => i.Id, StringComparer.Ordinal);
        return [.. data.Dataset.Items.Select(i => known.TryGetValue(i.Id, out ItemStatistics? counted) && (counted.Title == i.Title || counted.Title == i.CleanTitle) ? checked((int)counted.Count) : 0)];
    }
}
