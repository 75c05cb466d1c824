using InstructRec.T5;
using static TorchSharp.torch;

namespace InstructRec.Tests.Scoring;

/// <summary>A random network that takes a blink, and instructions for it.</summary>
internal static class SmallModel
{
    public static T5Config Config { get; } = new()
    {
        VocabularySize = 60,
        ModelDimension = 16,
        KeyValueDimension = 4,
        HeadCount = 3,
        FeedForwardDimension = 24,
        EncoderLayerCount = 1,
        DecoderLayerCount = 2,
    };

    public static T5ForConditionalGeneration Create(ScalarType dtype = ScalarType.Float32)
    {
        T5ForConditionalGeneration model = new(Config, dtype: dtype);
        using (no_grad())
        {
            using Generator generator = new(3);
            foreach ((string name, var parameter) in model.named_parameters())
            {
                using var values = name.Contains("norm", StringComparison.Ordinal) ? ones(parameter.shape) : randn(parameter.shape, generator: generator) * 0.4;
                parameter.copy_(values);
            }
        }

        model.eval();
        return model;
    }

    public static int[][] Candidates(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, random.Next(0, 6)).Select(_ => random.Next(2, 12)).Append(1).ToArray())];
    }
}
