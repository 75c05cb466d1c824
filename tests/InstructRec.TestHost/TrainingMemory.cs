using System.Globalization;
using InstructRec.T5;
using InstructRec.Training;
using InstructRec.Training.Batches;
using InstructRec.Training.Objectives;
using InstructRec.Training.Optimisers;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.TestHost;

/// <summary>Steps over batches of ever other lengths, and the resident memory after each hundred of them: in a process of its own.</summary>
internal static class TrainingMemory
{
    public static void Measure(ScalarType type, int steps, int width, int layers)
    {
        set_num_threads(1);
        T5Config config = new()
        {
            VocabularySize = 2000, ModelDimension = width, KeyValueDimension = 32, HeadCount = width / 32, FeedForwardDimension = 4 * width,
            EncoderLayerCount = layers, DecoderLayerCount = layers, DropoutRate = 0,
        };
        using T5ForConditionalGeneration model = new(config, dtype: type);
        using (Generator generator = new(7))
        {
            model.InitializeWeights(generator);
        }

        T5Network network = new(model);
        using ParameterBuffer parameters = new(network.Parameters);
        using AdamW optimiser = new(parameters);
        TrainingStepper stepper = new(network, new SequenceObjective(), optimiser);
        network.SetTraining(true);
        using BatchSource batches = new(new UnequalExamples(), new BatchOptions { BatchSize = 16, PoolBatches = 4 });
        HashSet<(int, int, int)> shapes = [];
        for (int step = 1; step <= steps; step++)
        {
            TrainingBatch batch = batches.Next();
            shapes.Add((batch.Rows, batch.SourceLength, batch.NodeLength));
            stepper.Step([batch], 1e-3);
            if (step % 100 == 0)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{step} {ProcessMemory.Resident} {shapes.Count}"));
            }
        }
    }
}
