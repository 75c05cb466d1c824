using InstructRec.T5;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>The networks that are measured, by name.</summary>
internal static class ModelShapes
{
    /// <summary>Two layers of 32 numbers: only whether everything runs.</summary>
    public static T5Config Tiny { get; } = Shape(100, 32, 8, 4, 64, 2);

    /// <summary>flan-t5-small.</summary>
    public static T5Config Small { get; } = Shape(32128, 512, 64, 6, 1024, 8);

    /// <summary>flan-t5-base.</summary>
    public static T5Config Base { get; } = Shape(32128, 768, 64, 12, 2048, 12);

    /// <summary>flan-t5-large.</summary>
    public static T5Config Large { get; } = Shape(32128, 1024, 64, 16, 2816, 24);

    /// <summary>The shape of a name, or <see langword="null"/>.</summary>
    public static T5Config? Named(string name) => name switch
    {
        "tiny" => Tiny,
        "small" => Small,
        "base" => Base,
        "large" => Large,
        _ => null,
    };

    private static T5Config Shape(int vocabulary, int model, int width, int heads, int inner, int layers) => new()
    {
        VocabularySize = vocabulary,
        ModelDimension = model,
        KeyValueDimension = width,
        HeadCount = heads,
        FeedForwardDimension = inner,
        EncoderLayerCount = layers,
        DecoderLayerCount = layers,
        FeedForwardActivation = FeedForwardActivation.GatedGelu,
        ScalesDecoderOutput = false,
        HasOwnHead = true,
        DropoutRate = 0,
    };
}
