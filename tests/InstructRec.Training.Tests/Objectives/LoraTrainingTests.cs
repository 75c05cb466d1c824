using InstructRec.Checkpoints;
using InstructRec.T5;
using InstructRec.Training.Batches;
using InstructRec.Training.Checkpoints;
using InstructRec.Training.Objectives;
using InstructRec.Training.Optimisers;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Training.Tests.Objectives;

[Collection("native")]
public sealed class LoraTrainingTests
{
    private static readonly LoraConfig Adapter = new() { Rank = 4, Alpha = 16, DropoutRate = 0.1, TargetModules = ["q", "v", "wi"] };

    [Fact]
    public void Learns_through_the_adapter_alone_and_the_core_loads_what_was_saved()
    {
        using TemporaryFolder folder = new();
        using T5ForConditionalGeneration model = Model();
        float[] before = Weights(model);
        float[] trained;
        using (Run run = new(model, folder.Path, Adapter, steps: 60))
        {
            TuningResult result = run.Tuner.Run();
            result.Loss.Should().BeLessThan(run.FirstLoss * 0.9);
            run.Parameters.Slices.Should().OnlyContain(s => s.Name.Contains(".lora_"));
            trained = Logits(model);
        }

        Weights(model).Should().Equal(before, "the network's own weights are not touched");
        CheckpointKeeper keeper = new(folder.Path);
        Directory.GetFiles(keeper.LastFolder).Select(Path.GetFileName).Should().BeEquivalentTo(
            "adapter_config.json", "adapter_model.safetensors", "instructrec.json", "training.json", "training.safetensors");
        Logits(model).Should().NotEqual(trained);
        using LoraAdapter loaded = LoraFolder.Load(keeper.LastFolder, model);
        loaded.Apply();
        Logits(model).Should().Equal(trained);
    }

    [Fact]
    public void Resumes_to_the_bit_and_refuses_another_adapter()
    {
        using TemporaryFolder whole = new(), parts = new();
        using T5ForConditionalGeneration model = Model();
        float[] expected = Train(model, whole.Path, steps: 12, stopAt: null);
        Train(model, parts.Path, steps: 12, stopAt: 5);
        Train(model, parts.Path, steps: 12, stopAt: null, resume: true).Should().Equal(expected);
        using Run other = new(model, parts.Path, Adapter with { Rank = 2 }, steps: 12);
        other.Tuner.Invoking(t => t.Run(resume: true)).Should().Throw<InstructRecException>().WithMessage("*another adapter*");
    }

    [Fact]
    public void Trains_a_whole_head_where_it_is_saved_and_refuses_an_update_of_it()
    {
        using TemporaryFolder folder = new();
        using T5ForConditionalGeneration model = Model();
        using (Run run = new(model, folder.Path, Adapter with { ModulesToSave = ["lm_head"] }, steps: 3))
        {
            float before = run.Network.Head[7, 3].item<float>();
            run.Tuner.Run();
            run.Network.Head[7, 3].item<float>().Should().NotBe(before);
        }

        using LoraAdapter updates = new(model, Adapter with { TargetModules = ["lm_head"] }, null);
        FluentActions.Invoking(() => new LoraNetwork(model, updates)).Should().Throw<InstructRecException>().WithMessage("*head*");
    }

    private static float[] Train(T5ForConditionalGeneration model, string folder, long steps, int? stopAt, bool resume = false)
    {
        using Run run = new(model, folder, Adapter, steps);
        using CancellationTokenSource source = new();
        run.Tuner.Run(new Stop(p => { if (p.Step == stopAt) { source.Cancel(); } }), resume, source.Token);
        return [.. run.Parameters.Weights.data<float>()];
    }

    private static T5ForConditionalGeneration Model()
    {
        T5ForConditionalGeneration model = new(new T5Config
        {
            VocabularySize = TinyRun.Vocabulary, ModelDimension = 32, KeyValueDimension = 16, HeadCount = 2, FeedForwardDimension = 64, EncoderLayerCount = 1, DecoderLayerCount = 1, DropoutRate = 0,
            HasOwnHead = true, ScalesDecoderOutput = false,
        });
        using Generator generator = new(7);
        model.InitializeWeights(generator);
        return model;
    }

    private static float[] Weights(T5ForConditionalGeneration model) => [.. model.parameters().SelectMany(p => p.data<float>().ToArray())];

    private static float[] Logits(T5ForConditionalGeneration model)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable noGradient = no_grad();
        model.eval();
        return [.. model.forward(tensor(new long[] { 5, 6, 1 }, [1, 3]), null, tensor(new long[] { 0, 41 }, [1, 2])).data<float>()];
    }

    private sealed class Run : IDisposable
    {
        private readonly T5ForConditionalGeneration _model;
        private readonly Generator _dropout = new(5);
        private readonly LoraAdapter _adapter;
        private readonly AdamW _optimiser;
        private readonly BatchSource _batches;

        public Run(T5ForConditionalGeneration model, string folder, LoraConfig config, long steps)
        {
            _model = model;
            model.DropoutGenerator = _dropout;
            using (Generator generator = new(9))
            {
                _adapter = new LoraAdapter(model, config, generator);
            }

            Network = new LoraNetwork(model, _adapter);
            Parameters = new ParameterBuffer(Network.Parameters);
            _optimiser = new AdamW(Parameters);
            _batches = new BatchSource(new ExampleList(TinyRun.Invented(100)), new BatchOptions { BatchSize = 20, PoolBatches = 2 });
            Network.SetTraining(false);
            FirstLoss = new SequenceObjective().Backward(Network, _batches.Next(), 60);
            Tuner = new InstructionTuner(
                _batches, new TrainingStepper(Network, new SequenceObjective(), _optimiser), TinyRun.Options(steps) with { LearningRate = 1e-2, ReportEvery = 1 }, new CheckpointKeeper(folder));
        }

        public double FirstLoss { get; }

        public LoraNetwork Network { get; }

        public ParameterBuffer Parameters { get; }

        public InstructionTuner Tuner { get; }

        public void Dispose()
        {
            _batches.Dispose();
            _optimiser.Dispose();
            Parameters.Dispose();
            _adapter.Dispose();
            _model.DropoutGenerator = null;
            _dropout.Dispose();
        }
    }

    private sealed class Stop(Action<TuningProgress> action) : IProgress<TuningProgress>
    {
        public void Report(TuningProgress value) => action(value);
    }
}
