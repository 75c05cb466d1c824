using System.Globalization;
using InstructRec.T5;
using InstructRec.Training;
using InstructRec.Training.Batches;
using InstructRec.Training.Objectives;
using InstructRec.Training.Optimisers;
using static TorchSharp.torch;

namespace InstructRec.TestHost;

/// <summary>The peak memory of the process after two steps over instructions of one length, and the seconds of the second: in a process of its own.</summary>
internal static class StepMemory
{
    public static void Measure(T5Config config, ScalarType type, bool recomputes, bool adafactor, int rows, int source, int target)
    {
        set_num_threads(1);
        using T5ForConditionalGeneration model = new(config, dtype: type);
        using Generator generator = new(7);
        model.InitializeWeights(generator);
        model.DropoutGenerator = generator;
        T5Network network = new(model) { RecomputesBlocks = recomputes };
        using ParameterBuffer parameters = new(network.Parameters);
        using IOptimiser optimiser = adafactor ? new Adafactor(parameters) : new AdamW(parameters);
        TrainingStepper stepper = new(network, new SequenceObjective(), optimiser);
        network.SetTraining(true);
        Random random = new(1);
        TrainingExample[] examples =
        [
            .. Enumerable.Range(0, rows).Select(_ => new TrainingExample(Tokens(random, config, source), [new TrainingTarget(Tokens(random, config, target))])),
        ];
        using BatchSource batches = new(new ExampleList(examples), new BatchOptions { BatchSize = rows });
        stepper.Step([batches.Next()], 1e-4);
        long began = System.Diagnostics.Stopwatch.GetTimestamp();
        stepper.Step([batches.Next()], 1e-4);
        double seconds = System.Diagnostics.Stopwatch.GetElapsedTime(began).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{ProcessMemory.Peak} {seconds:F2} {model.parameters().Sum(p => p.numel())}"));
    }

    /// <summary>Flan-T5's sizes, and T5 1.1's.</summary>
    public static T5Config Flan(string size)
    {
        (int width, int heads, int feedForward, int layers) = size switch
        {
            "small" => (512, 6, 1024, 8),
            "base" => (768, 12, 2048, 12),
            "large" => (1024, 16, 2816, 24),
            "xl" => (2048, 32, 5120, 24),
            _ => throw new ArgumentException($"there is no size '{size}'", nameof(size)),
        };
        return new T5Config
        {
            VocabularySize = 32_128, ModelDimension = width, KeyValueDimension = 64, HeadCount = heads, FeedForwardDimension = feedForward,
            EncoderLayerCount = layers, DecoderLayerCount = layers, FeedForwardActivation = FeedForwardActivation.GatedGelu, HasOwnHead = true, ScalesDecoderOutput = false, DropoutRate = 0.1,
        };
    }

    private static int[] Tokens(Random random, T5Config config, int count) => [.. Enumerable.Range(0, count - 1).Select(_ => random.Next(3, config.VocabularySize)), 1];
}
