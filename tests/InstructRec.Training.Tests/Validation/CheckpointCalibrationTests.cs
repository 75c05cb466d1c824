using InstructRec.Checkpoints;
using InstructRec.Data;
using InstructRec.Data.Candidates;
using InstructRec.Data.Readers;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Protocols;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.T5;
using InstructRec.Testing;
using InstructRec.Tokenization;
using InstructRec.Training.Batches;
using InstructRec.Training.Checkpoints;
using InstructRec.Training.Mixtures;
using InstructRec.Training.Objectives;
using InstructRec.Training.Validation;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Training.Tests.Validation;

/// <summary>A network that knows nothing beside words that know something, over a shop of lamps.</summary>
[Collection("native")]
public sealed class CheckpointCalibrationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly InteractionDataset _data;
    private readonly LeaveOneOutSplit _split;
    private readonly LeaveOneOutProtocol _protocol;
    private readonly string _checkpoint;

    public CheckpointCalibrationTests()
    {
        string shop = Path.Combine(_folder.Path, "shop");
        LampShop.Write(shop);
        _data = DatasetFolder.Open(shop);
        _split = new LeaveOneOutSplit(_data);
        _protocol = new LeaveOneOutProtocol(_split, SplitPart.Validation, FrozenCandidates.Draw(_split, SplitPart.Validation));
        _checkpoint = Write();
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_knows_nothing_is_made_light_in_the_file()
    {
        (float[] query, float[] pieces) = Head();

        double share = await new CheckpointCalibration(_checkpoint, _split, _protocol).ChooseNetworkShareAsync();

        share.Should().BeInRange(0, 0.5, "the network's part was drawn at random, ten times as loud as the words");
        (float[] lighter, float[] same) = Head();
        same.Should().Equal(pieces);
        lighter.Zip(query).Should().OnlyContain(p => Math.Abs(p.First - (share * p.Second)) <= Math.Abs(p.Second) / 128, "bfloat16 keeps eight bits");
    }

    [Fact]
    public async Task The_weights_in_the_manifest_give_the_score_that_was_promised()
    {
        ScoreWeights weights = await new CheckpointCalibration(_checkpoint, _split, _protocol).ChooseWeightsAsync();

        CheckpointManifest manifest = CheckpointManifest.Read(_checkpoint);
        (manifest.PriorWeight, manifest.PopularityWeight, manifest.RetrievalWeight, manifest.Temperature).Should()
            .Be((weights.Correction.PriorWeight, weights.Correction.PopularityWeight, weights.Correction.RetrievalWeight, weights.Temperature));
        manifest.Scores[CheckpointCalibration.HitRateName].Should().BeApproximately(weights.HitRate1, 1e-4);
        manifest.Scores["kept"].Should().Be(7, "what others wrote stays");

        // A host that opens the folder and says nothing of weights ranks so.
        await using T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = _checkpoint });
        InstructionSystem system = new(
            "the folder", _data, r => new Instruction { Preference = InstructionSystem.HistoryOf(_data, r), Task = TaskForm.Matching },
            async (questions, token) => [.. (await model.ScoreAsync([.. questions.Select(q => new ScoringRequest(q.Instruction, q.Candidates))], token))
                .Select(s => (IReadOnlyList<double>)[.. s.Scores.Select(c => c.Total)])]);
        EvaluationResult result = await _protocol.RunAsync(system);
        result.Values(new HitRate(1)).Average().Should().BeApproximately(weights.HitRate1, 1e-9);
        result.Values(new Ndcg(5)).Average().Should().BeApproximately(weights.Ndcg5, 1e-9);
    }

    [Fact]
    public async Task A_stopped_choice_leaves_the_manifest_as_it_was()
    {
        byte[] before = File.ReadAllBytes(Path.Combine(_checkpoint, "instructrec.json"));
        using CancellationTokenSource stopped = new();
        await stopped.CancelAsync();

        Func<Task> choosing = () => new CheckpointCalibration(_checkpoint, _split, _protocol).ChooseWeightsAsync(stopped.Token);

        await choosing.Should().ThrowAsync<OperationCanceledException>();
        File.ReadAllBytes(Path.Combine(_checkpoint, "instructrec.json")).Should().Equal(before);
    }

    private string Write()
    {
        using DisposeScope scope = NewDisposeScope();
        string vocabulary = Path.Combine(_folder.Path, "spiece.model");
        T5Tokenizer whole = T5Tokenizer.Load(RepositoryFolder.Find("samples", "QuickStart", "Data", "spiece.model"));
        InstructionCorpus.Vocabulary(whole, _split).Write(vocabulary);
        using FreshModel fresh = FreshModel.Create(FreshModelSize.Tiny, SentencePieceModel.Read(vocabulary), 1);
        using RetrievalHead head = fresh.CreateRetrievalHead(1, new RetrievalHeadOptions { ReadsPieces = true, PairCount = 1024, Width = 32 });
        InstructionMixture mixture = new(_split, fresh.Tokenizer, MixtureOptions.SequentialOnly);
        using (BatchSource batches = new(mixture, new BatchOptions { BatchSize = 64, TokenBudget = 1 << 20 }))
        {
            RetrievalPretraining.Run(head, mixture.TitlePieces(), _split.TrainingCounts(), batches, new RetrievalLossOptions { LaterWeight = 0.1 }, new RetrievalPretrainingOptions { Passes = 30, LearningRate = 1e-2 });
        }

        using (no_grad())
        using (Generator generator = new(3))
        {
            head.named_parameters().First(p => p.name == "query").parameter.normal_(0, 10, generator);
        }

        CheckpointManifest manifest = new() { Scores = new Dictionary<string, double> { ["kept"] = 7 } };
        CheckpointKeeper keeper = new(Path.Combine(_folder.Path, "run"), manifest, vocabulary, ScalarType.BFloat16);
        keeper.SaveBest(new RetrievalNetwork(fresh.Network, head), new TrainingState());
        return keeper.BestFolder;
    }

    private (float[] Query, float[] Pieces) Head()
    {
        using DisposeScope scope = NewDisposeScope();
        using RetrievalHead head = RetrievalHeadFile.Load(_checkpoint, PretrainedFolder.Open(_checkpoint).Config);
        float[] Values(string name) => head.named_parameters().First(p => p.name == name).parameter.detach().to_type(ScalarType.Float32).data<float>().ToArray();
        return (Values("query"), Values("pieces"));
    }
}
