using InstructRec.T5;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Scoring;

/// <summary>A random network of flan-t5-small's shape, and instructions for it.</summary>
internal static class BenchmarkModel
{
    public static T5Config Small { get; } = new()
    {
        VocabularySize = 32128,
        ModelDimension = 512,
        KeyValueDimension = 64,
        HeadCount = 6,
        FeedForwardDimension = 1024,
        EncoderLayerCount = 8,
        DecoderLayerCount = 8,
        FeedForwardActivation = FeedForwardActivation.GatedGelu,
        ScalesDecoderOutput = false,
        HasOwnHead = true,
    };

    public static T5ForConditionalGeneration Create(ScalarType dtype)
    {
        T5ForConditionalGeneration model = new(Small, dtype: dtype);
        using var noGrad = no_grad();
        using Generator generator = new(1);
        foreach ((string name, var parameter) in model.named_parameters())
        {
            if (!name.Contains("norm", StringComparison.Ordinal))
            {
                // T5's own start: the query's scale stands in for the missing 1 / sqrt(d_kv).
                double deviation = name.Contains("shared", StringComparison.Ordinal) ? 1 : Math.Pow(parameter.shape[^1], -0.5) * (name.Contains(".q.", StringComparison.Ordinal) ? Math.Pow(Small.KeyValueDimension, -0.5) : 1);
                using var values = randn(parameter.shape, generator: generator) * deviation;
                parameter.copy_(values);
            }
        }

        model.eval();
        return model;
    }

    /// <summary>[rows, length] token ids.</summary>
    public static Tensor Instructions(int rows, int length)
    {
        Random random = new(2);
        return tensor([.. Enumerable.Range(0, rows * length).Select(_ => (long)random.Next(3, 32000))], [rows, length]);
    }
}
