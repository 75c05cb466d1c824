using BenchmarkDotNet.Attributes;
using InstructRec.Benchmarks.Profiling;
using InstructRec.Benchmarks.Running;
using InstructRec.Benchmarks.Tokenization;
using InstructRec.Catalog;
using InstructRec.Checkpoints;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.T5;
using InstructRec.Tokenization;

namespace InstructRec.Benchmarks.EndToEnd;

/// <summary>From an instruction to a ranking, wording, tokens, encoder and decoder included: one after the other, and many callers at once.</summary>
/// <remarks>An operation is one instruction; its inverse is instructions a second.</remarks>
public class RecommendationBenchmarks
{
    private const int Calls = 16;
    private readonly string _folder = Path.Combine(Path.GetTempPath(), $"recommendation-{Guid.NewGuid():N}");
    private T5RecommenderModel _model = null!;
    private InstructionRecommender _recommender = null!;
    private Instruction[] _instructions = [];
    private Item[] _candidates = [];

    /// <summary>The network.</summary>
    [Params(BenchmarkedModel.Small)]
    public BenchmarkedModel Model { get; set; }

    /// <summary>Candidates of each instruction.</summary>
    [Params(10, 100)]
    public int Candidates { get; set; }

    /// <summary>Writes and loads the model, makes the instructions.</summary>
    [GlobalSetup]
    public async Task Setup()
    {
        Directory.CreateDirectory(_folder);
        using (T5ForConditionalGeneration network = RandomNetwork.Create(Model.Config() with { VocabularySize = 32128 }))
        {
            PretrainedFolder.Save(network, network.Config, _folder, new PretrainedSaveOptions { VocabularyPath = Corpora.VocabularyPath });
        }

        _model = new T5RecommenderModel(new T5RecommenderOptions { Checkpoint = _folder });
        await _model.LoadAsync();
        _recommender = new InstructionRecommender(_model);
        Item[] items = [.. Corpora.Read(Corpus.Titles).Select((title, i) => new Item($"{i}", title))];
        _candidates = items[..Candidates];
        _instructions = [.. Enumerable.Range(0, Calls).Select(i => new Instruction
        {
            Preference = Preference.Implicit(items.AsSpan(100 + (20 * i), 20).ToArray()),
            Intention = Intention.Vague("something funny for a rainy evening"),
            Task = TaskForm.Reranking,
        })];
    }

    /// <summary>Frees and deletes it.</summary>
    [GlobalCleanup]
    public async Task Cleanup()
    {
        await _model.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>16 instructions, one after the other.</summary>
    [Benchmark(Baseline = true, OperationsPerInvoke = Calls)]
    public async Task OneByOne()
    {
        foreach (Instruction instruction in _instructions)
        {
            await _recommender.RankAsync(instruction, _candidates);
        }
    }

    /// <summary>16 callers at once.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    public async Task AtOnce() => await Task.WhenAll(_instructions.Select(i => _recommender.RankAsync(i, _candidates).AsTask()));

    /// <summary>16 instructions in one call to the model. 100 candidates do not fit into an instruction: only a ranking parts them.</summary>
    [Benchmark(OperationsPerInvoke = Calls)]
    [Only(nameof(Candidates), 10)]
    public async Task OneBatch() => await _model.ScoreAsync([.. _instructions.Select(i => new ScoringRequest(i, _candidates))]);
}
