using InstructRec.T5;

namespace InstructRec.Training;

/// <summary>The sizes in which networks are trained from scratch.</summary>
public sealed record FreshModelSize
{
    private FreshModelSize(string name, int width, int heads, int feedForward, int layers)
    {
        Name = name;
        Width = width;
        Heads = heads;
        FeedForward = feedForward;
        Layers = layers;
    }

    /// <summary>1.4 M parameters with 4,000 pieces: d_model 128, 2 + 2 layers, 4 heads of 32, d_ff 512. Learns a small catalogue in minutes on two cores.</summary>
    public static FreshModelSize Tiny { get; } = new("tiny", 128, 4, 512, 2);

    /// <summary>About 6 M parameters with 4,000 pieces: d_model 256, 3 + 3 layers, 8 heads of 32, d_ff 1024.</summary>
    public static FreshModelSize Small { get; } = new("small", 256, 8, 1024, 3);

    /// <summary>About 27 M parameters with 8,000 pieces: d_model 512, 4 + 4 layers, 8 heads of 64, d_ff 1024. Wants a GPU.</summary>
    public static FreshModelSize Medium { get; } = new("medium", 512, 8, 1024, 4) { HeadWidth = 64 };

    /// <summary>T5 base without its vocabulary: d_model 768, 12 + 12 layers, 12 heads of 64, d_ff 3072. Wants a GPU.</summary>
    public static FreshModelSize Base { get; } = new("base", 768, 12, 3072, 12) { HeadWidth = 64 };

    /// <summary>All sizes, smallest first.</summary>
    public static IReadOnlyList<FreshModelSize> All { get; } = [Tiny, Small, Medium, Base];

    /// <summary>What a command line calls it.</summary>
    public string Name { get; }

    /// <summary>d_model.</summary>
    public int Width { get; }

    /// <summary>Attention heads.</summary>
    public int Heads { get; }

    /// <summary>Width of one head; 32 unless said otherwise.</summary>
    public int HeadWidth { get; private init; } = 32;

    /// <summary>d_ff.</summary>
    public int FeedForward { get; }

    /// <summary>Layers of the encoder, and as many of the decoder.</summary>
    public int Layers { get; }

    /// <summary>The network's configuration: T5 1.0's form (ReLU, tied head), no dropout, since small networks are never in danger of knowing too much.</summary>
    /// <param name="vocabularySize">Rows of the embedding.</param>
    public T5Config Config(int vocabularySize) => new T5Config
    {
        VocabularySize = vocabularySize,
        ModelDimension = Width,
        KeyValueDimension = HeadWidth,
        HeadCount = Heads,
        FeedForwardDimension = FeedForward,
        EncoderLayerCount = Layers,
        DecoderLayerCount = Layers,
        DropoutRate = 0,
    }.Validate();

    /// <summary>Finds a size by name.</summary>
    /// <param name="name">For example <c>tiny</c>.</param>
    /// <exception cref="InstructRecException">There is none of that name (<see cref="InstructRecErrorKind.Options"/>).</exception>
    public static FreshModelSize Parse(string name) =>
        All.FirstOrDefault(s => string.Equals(s.Name, name, StringComparison.OrdinalIgnoreCase)) ?? throw new InstructRecException(
            InstructRecErrorKind.Options, $"there is no size '{name}'", remedy: $"Choose one of {string.Join(", ", All.Select(s => s.Name))}");
}
