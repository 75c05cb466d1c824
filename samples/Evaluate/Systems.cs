using System.Globalization;
using InstructRec;
using InstructRec.Evaluation.Baselines;
using InstructRec.Evaluation.Protocols;

namespace Evaluate;

/// <summary>Makes the systems that were asked for, each as often as there are seeds or checkpoints of it; owns the checkpoints.</summary>
internal sealed class Systems(EvaluationData data, TrainedBaselines trained, IReadOnlyList<string> checkpoints, CommandLine line, Func<ChatBaseline> openChat) : IAsyncDisposable
{
    private readonly List<AskedCheckpoint> _opened = [];

    /// <summary>The chat model, where one was asked for.</summary>
    public ChatBaseline? Chat { get; private set; }

    public async Task<IReadOnlyList<AskedSystem>> MakeAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        List<AskedSystem> systems = [];
        string seed = line.TrainSeed.ToString(CultureInfo.InvariantCulture);
        foreach (string name in names)
        {
            if (SystemNames.Models.Contains(name))
            {
                systems.AddRange(await OfCheckpointsAsync(name, cancellationToken));
            }
            else if (SystemNames.Trained.Contains(name))
            {
                for (ulong i = 0; i < (ulong)line.Seeds; i++)
                {
                    IEvaluatedSystem made = await trained.SystemAsync(name, line.TrainSeed + i, cancellationToken);
                    string own = (line.TrainSeed + i).ToString(CultureInfo.InvariantCulture);
                    systems.Add(new AskedSystem(line.Seeds == 1 ? made : new RenamedSystem(made, $"{made.Name}, seed {own}"), made.Name, own, name));
                }
            }
            else
            {
                IEvaluatedSystem made = name switch
                {
                    "random" => new RandomBaseline(),
                    "popularity" => StandardBaselines.Popularity(data.Split),
                    "recency" => StandardBaselines.Recency(data.Split),
                    "item-knn" => StandardBaselines.ItemKnn(data.Split, cancellationToken),
                    "bm25" => StandardBaselines.Bm25(data.Split),
                    _ => (Chat ??= openChat()).System,
                };
                systems.Add(new AskedSystem(made, made.Name, seed, name));
            }
        }

        return systems;
    }

    /// <summary>The first checkpoint; none where there is none.</summary>
    public async Task<AskedCheckpoint?> CheckpointAsync(CancellationToken cancellationToken) => (await OpenAsync(cancellationToken)).FirstOrDefault();

    public async ValueTask DisposeAsync()
    {
        foreach (AskedCheckpoint opened in _opened)
        {
            await opened.DisposeAsync();
        }

        if (Chat is not null)
        {
            await Chat.DisposeAsync();
        }
    }

    private async Task<IEnumerable<AskedSystem>> OfCheckpointsAsync(string name, CancellationToken cancellationToken)
    {
        IReadOnlyList<AskedCheckpoint> opened = await OpenAsync(cancellationToken);
        if (opened.Count == 0)
        {
            throw new InstructRecException(InstructRecErrorKind.Options, "there is no model to ask", "--systems", "Name a checkpoint with --model");
        }

        string kind = name == "plain" ? "T5, plain likelihood" : "T5, corrected score";
        return opened.Select((checkpoint, i) =>
        {
            string own = opened.Count == 1 ? kind : string.Create(CultureInfo.InvariantCulture, $"{kind}, model {i + 1}");
            return new AskedSystem(name == "plain" ? checkpoint.Plain(own) : checkpoint.Corrected(own), kind, checkpoint.Hash[..12], name);
        });
    }

    private async Task<IReadOnlyList<AskedCheckpoint>> OpenAsync(CancellationToken cancellationToken)
    {
        foreach (string checkpoint in checkpoints.Skip(_opened.Count))
        {
            _opened.Add(await AskedCheckpoint.OpenAsync(checkpoint, data, cancellationToken));
        }

        return _opened;
    }
}
