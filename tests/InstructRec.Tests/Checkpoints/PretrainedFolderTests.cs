using InstructRec.Checkpoints;
using InstructRec.T5;
using InstructRec.Testing;
using InstructRec.Tokenization;
using Microsoft.Extensions.Logging;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.Checkpoints;

[Collection("native")]
public sealed class PretrainedFolderTests
{
    [Fact]
    public void Warns_of_weights_that_are_no_numbers_and_names_them()
    {
        using DisposeScope scope = NewDisposeScope();
        using TemporaryFolder folder = new();
        Dictionary<string, Tensor> parameters = ParameterSet.Random(TinyConfig.Tied);
        parameters["decoder.final_layer_norm.weight"][0] = float.NaN;
        PretrainedWriter.Write(TinyConfig.Tied, parameters, folder.Path, new PretrainedSaveOptions());
        Messages log = new();

        PretrainedFolder.Open(folder.Path).CopyTo(ParameterSet.Empty(TinyConfig.Tied), log);

        log.Warnings.Should().ContainSingle().Which.Should().Contain("decoder.final_layer_norm.weight").And.Contain(folder.Path);
    }

    [Fact]
    public void Refuses_two_embeddings_that_differ()
    {
        using DisposeScope scope = NewDisposeScope();
        using TemporaryFolder folder = new();
        Dictionary<string, Tensor> parameters = ParameterSet.Random(TinyConfig.Tied);
        PretrainedWriter.Write(TinyConfig.Tied, parameters, folder.Path, new PretrainedSaveOptions());
        parameters["encoder.embed_tokens.weight"] = parameters["shared.weight"] + 1;
        SafetensorsWriter.Write(folder.Of("model.safetensors"), parameters);

        FluentActions.Invoking(() => PretrainedFolder.Open(folder.Path)).Should().Throw<InstructRecException>().WithMessage("*shared.weight*encoder.embed_tokens.weight*differ*");
    }

    [Fact]
    public void Refuses_pickles_folders_without_weights_and_an_index_that_leads_elsewhere()
    {
        using DisposeScope scope = NewDisposeScope();
        using TemporaryFolder folder = new();
        PretrainedWriter.Write(TinyConfig.Tied, ParameterSet.Random(TinyConfig.Tied), folder.Path, new PretrainedSaveOptions());
        File.Move(folder.Of("model.safetensors"), folder.Of("pytorch_model.bin"));
        Refusal(folder).Should().Contain("pickle");
        File.Delete(folder.Of("pytorch_model.bin"));
        Refusal(folder).Should().Contain("neither model.safetensors nor model.safetensors.index.json");
        File.WriteAllText(folder.Of("model.safetensors.index.json"), "{\"weight_map\": {\"shared.weight\": \"../elsewhere.safetensors\"}}");
        Refusal(folder).Should().Contain("shared.weight").And.Contain("no plain file name");
        FluentActions.Invoking(() => PretrainedFolder.Open(folder.Of("absent"))).Should().Throw<InstructRecException>().WithMessage("*does not exist*");
    }

    [SkippableFact]
    public void Reads_the_vocabulary_and_refuses_one_that_is_larger_than_the_embedding()
    {
        string vocabulary = GoldenRoot.Of("tokenizer", "spiece.model");
        Skip.IfNot(File.Exists(vocabulary), "The golden values have no vocabulary.");
        using DisposeScope scope = NewDisposeScope();
        using TemporaryFolder folder = new();
        int pieces = SentencePieceModel.Read(vocabulary).Pieces.Count;
        foreach ((int rows, int extra) in new[] { (pieces + 128, 100), (pieces + 7, 7) })
        {
            T5Config config = TinyConfig.Tied with { VocabularySize = rows };
            PretrainedWriter.Write(config, ParameterSet.Random(config), folder.Path, new PretrainedSaveOptions { VocabularyPath = vocabulary });
            T5Tokenizer tokenizer = PretrainedFolder.Open(folder.Path).LoadTokenizer();
            tokenizer.PieceCount.Should().Be(pieces);
            tokenizer.ExtraIds.Should().Be(extra);
        }

        T5Config small = TinyConfig.Tied with { VocabularySize = pieces - 1 };
        PretrainedWriter.Write(small, ParameterSet.Random(small), folder.Path, new PretrainedSaveOptions());
        FluentActions.Invoking(() => PretrainedFolder.Open(folder.Path).LoadTokenizer()).Should().Throw<InstructRecException>().WithMessage("*spiece.model*pieces*embedding*").Which.Kind.Should().Be(InstructRecErrorKind.Checkpoint);
        File.Delete(folder.Of("spiece.model"));
        FluentActions.Invoking(() => PretrainedFolder.Open(folder.Path).LoadTokenizer()).Should().Throw<InstructRecException>();
    }

    [Fact]
    public void The_hash_is_the_contents_and_nothing_elses()
    {
        using DisposeScope scope = NewDisposeScope();
        using TemporaryFolder first = new();
        using TemporaryFolder second = new();
        Dictionary<string, Tensor> parameters = ParameterSet.Random(TinyConfig.Tied);
        PretrainedWriter.Write(TinyConfig.Tied, parameters, first.Path, new PretrainedSaveOptions());
        PretrainedWriter.Write(TinyConfig.Tied, parameters, second.Path, new PretrainedSaveOptions { Manifest = new CheckpointManifest { PriorWeight = 1 } });
        string hash = PretrainedFolder.Open(first.Path).CheckpointHash;

        hash.Should().MatchRegex("^[0-9a-f]{64}$");
        PretrainedFolder.Open(second.Path).CheckpointHash.Should().Be(hash);
        parameters["shared.weight"][0, 0] = 9;
        PretrainedWriter.Write(TinyConfig.Tied, parameters, second.Path, new PretrainedSaveOptions());
        PretrainedFolder.Open(second.Path).CheckpointHash.Should().NotBe(hash);
        PretrainedFolder.Open(second.Path).Manifest.PriorWeight.Should().Be(1);
    }

    private static string Refusal(TemporaryFolder folder) =>
        FluentActions.Invoking(() => PretrainedFolder.Open(folder.Path)).Should().Throw<InstructRecException>().Which.Message;

    private sealed class Messages : ILogger
    {
        public List<string> Warnings { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (logLevel == LogLevel.Warning)
            {
                Warnings.Add(formatter(state, exception));
            }
        }
    }
}
