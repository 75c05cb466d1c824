using System.Globalization;
using InstructRec.Checkpoints;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Protocols;
using InstructRec.Recommendation;
using InstructRec.Runtime;
using InstructRec.Scoring;
using InstructRec.T5;
using InstructRec.Training.Mixtures;
using InstructRec.Training.Validation;

namespace QuickStart;

/// <summary>Chooses the weights of the corrected score on the validation items and writes them into a checkpoint's manifest.</summary>
internal static class Calibration
{
    /// <summary>Chooses how much of what the network says goes beside what the retrieval head reads by itself, and writes the head so.</summary>
    public static async Task BlendAsync(FilmData data, string checkpoint, MixtureOptions mixture, CancellationToken cancellationToken)
    {
        await using DeviceWorker worker = new();
        double share = await worker.RunAsync(() => Blend(data, checkpoint, mixture, cancellationToken), cancellationToken);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Chosen on validation: {share} of the network's part of the retrieval head beside the words."));
    }

    private static double Blend(FilmData data, string checkpoint, MixtureOptions mixture, CancellationToken cancellationToken)
    {
        PretrainedFolder folder = PretrainedFolder.Open(checkpoint);
        using T5ForConditionalGeneration network = folder.LoadModel();
        using RetrievalHead head = RetrievalHeadFile.Load(checkpoint, folder.Config);
        LeaveOneOutProtocol protocol = new(data.Split, SplitPart.Validation, data.Candidates(SplitPart.Validation), new ProtocolOptions { PersonSample = 3000 });
        LeaveOneOutValidation validation = new(network, folder.LoadTokenizer(), data.Split, protocol, mixture.HistoryLength, mixture.MaxTitleTokens, head);
        validation.Run(cancellationToken);
        head.ScaleNetworkPart(validation.NetworkShare);
        RetrievalHeadFile.Write(checkpoint, head, TorchSharp.torch.ScalarType.BFloat16);
        return validation.NetworkShare;
    }

    public static async Task WriteAsync(FilmData data, string checkpoint, CancellationToken cancellationToken)
    {
        // Weights that are not 0 make priors and counts part of every score, whatever they are.
        await using T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = checkpoint, Correction = new ScoreCorrection(1, 1) { RetrievalWeight = RetrievalHeadFile.Exists(checkpoint) ? 1 : 0 } });
        await model.PrepareAsync(data.Dataset.Items, cancellationToken);
        LeaveOneOutProtocol protocol = new(data.Split, SplitPart.Validation, data.Candidates(SplitPart.Validation), new ProtocolOptions { PersonSample = 3000 });
        List<(IReadOnlyList<CandidateScore> Candidates, int Right)> sets = [];
        foreach (EvaluationRequest[] batch in protocol.Requests.Chunk(64))
        {
            IReadOnlyList<CandidateScores> scored = await model.ScoreAsync([.. batch.Select(r => Sequential.Request(data.Dataset, r))], cancellationToken);
            sets.AddRange(scored.Select((s, i) => (s.Scores, batch[i].Candidates.Span.IndexOf(data.Split.Target(batch[i].Person, SplitPart.Validation)))));
        }

        ScoreWeights weights = ScoreWeights.Choose(sets);
        CheckpointManifest manifest = CheckpointManifest.Read(checkpoint);
        (manifest with
        {
            PriorWeight = weights.Correction.PriorWeight,
            PopularityWeight = weights.Correction.PopularityWeight,
            RetrievalWeight = weights.Correction.RetrievalWeight,
            Temperature = weights.Temperature,
            Scores = new SortedDictionary<string, double>(manifest.Scores.ToDictionary(), StringComparer.Ordinal)
            {
                ["validation HR@1, corrected"] = Math.Round(weights.HitRate1, 4),
                ["validation NDCG@5, corrected"] = Math.Round(weights.Ndcg5, 4),
            },
        }).Write(checkpoint);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Chosen on validation: score = log p(title | instruction) - {weights.Correction.PriorWeight} log p(title) + {weights.Correction.PopularityWeight} log(1 + count) + {weights.Correction.RetrievalWeight} retrieval, temperature {weights.Temperature:F2}; HR@1 {weights.HitRate1:F3} there."));
    }
}
