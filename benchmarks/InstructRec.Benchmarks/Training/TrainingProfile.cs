using InstructRec.Benchmarks.Scoring;
using InstructRec.Data.Readers;
using InstructRec.Data.Splits;
using InstructRec.T5;
using InstructRec.Tokenization;
using InstructRec.Training;
using InstructRec.Training.Batches;
using InstructRec.Training.Mixtures;
using InstructRec.Training.Objectives;
using InstructRec.Training.Optimisers;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Training;

/// <summary>
/// Whole steps over the films that lie in this repository, histories of their real lengths, 32 instructions a batch: the plain loop (one target per encoding, padded batches in
/// random order, all logits, an optimiser that walks the parameters) against ours; ours in float32 against bfloat16; and what is spent outside libtorch.
/// </summary>
internal static class TrainingProfile
{
    private const int Batch = 32, Steps = 4;

    public static void Run(int rounds)
    {
        LeaveOneOutSplit split = new(DatasetFolder.Open(Films()));
        SentencePieceModel pieces = InstructionCorpus.Vocabulary(T5Tokenizer.Load(Path.Combine(Films(), "spiece.model")), split);
        T5Tokenizer tokenizer = new(pieces, extraIds: 0);
        InstructionMixture packed = new(split, tokenizer, MixtureOptions.SequentialOnly);
        InstructionMixture single = new(split, tokenizer, MixtureOptions.SequentialOnly with { NextItems = 1 });

        using Ours ours = new(FreshModelSize.Tiny, packed, tokenizer.VocabularySize, ScalarType.Float32);
        using PlainLoop plain = new(FreshModelSize.Tiny.Config(tokenizer.VocabularySize), single);
        double[] times = Turns.Medians(rounds, ("d_model 128, float32: ours", ours.Run), ("d_model 128, float32: the plain loop", plain.Run));
        double oursTargets = ours.Targets / (rounds + 1.0) / times[0], plainTargets = plain.Targets / (rounds + 1.0) / times[1];
        Console.WriteLine(FormattableString.Invariant($"targets per second of processor time: ours {oursTargets * 1000:F0}, plain loop {plainTargets * 1000:F0}, ratio {oursTargets / plainTargets:F2}"));

        using Ours single32 = new(FreshModelSize.Small, packed, tokenizer.VocabularySize, ScalarType.Float32);
        using Ours half = new(FreshModelSize.Small, packed, tokenizer.VocabularySize, ScalarType.BFloat16);
        times = Turns.Medians(rounds, ("d_model 256, float32", single32.Run), ("d_model 256, bfloat16", half.Run));
        double full = single32.Targets / times[0], halved = half.Targets / times[1];
        Console.WriteLine(FormattableString.Invariant($"targets per second, bfloat16 against float32: ratio {halved / full:F2}"));

        TimeSpan before = Environment.CpuUsage.TotalTime;
        for (int i = 0; i < 50; i++)
        {
            _ = new TrainingBatch([.. Enumerable.Range(i * Batch, Batch).Select(n => packed.Create(0, n)!)], new BatchOptions());
        }

        double perBatch = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds / 50;
        double step = Turns.Medians(rounds, ("d_model 128, float32: ours, once more", ours.Run))[0] / Steps;
        Console.WriteLine(FormattableString.Invariant($"outside libtorch: {perBatch:F2} ms a batch for formatting, tokenizing and laying out, on a thread of its own; {perBatch / step:P1} of a step's {step:F1} ms"));
    }

    private static string Films()
    {
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string path = Path.Combine(folder, "samples", "QuickStart", "Data");
            if (Directory.Exists(path))
            {
                return path;
            }
        }

        throw new DirectoryNotFoundException("samples/QuickStart/Data is in no folder above the benchmarks.");
    }

    private sealed class Ours : IDisposable
    {
        private readonly T5ForConditionalGeneration _model;
        private readonly ParameterBuffer _parameters;
        private readonly AdamW _optimiser;
        private readonly TrainingStepper _stepper;
        private readonly BatchSource _batches;

        public Ours(FreshModelSize size, InstructionMixture mixture, int vocabulary, ScalarType type)
        {
            _model = new T5ForConditionalGeneration(size.Config(vocabulary), dtype: type);
            using Generator generator = new(1);
            _model.InitializeWeights(generator);
            T5Network network = new(_model);
            _parameters = new ParameterBuffer(network.Parameters);
            _optimiser = new AdamW(_parameters);
            _stepper = new TrainingStepper(network, new SequenceObjective(), _optimiser);
            network.SetTraining(true);
            _batches = new BatchSource(mixture, new BatchOptions { BatchSize = Batch });
        }

        public long Targets { get; private set; }

        public void Run()
        {
            for (int i = 0; i < Steps; i++)
            {
                TrainingBatch batch = _batches.Next();
                _stepper.Step([batch], 1e-3);
                Targets += batch.TargetCount;
            }
        }

        public void Dispose()
        {
            _batches.Dispose();
            _optimiser.Dispose();
            _parameters.Dispose();
            _model.Dispose();
        }
    }
}
