using InstructRec.T5;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>What a forward pass of a stack must do at least, of its products and attention.</summary>
internal static class TrainingCost
{
    public static Cost Encoder(T5Config config, double rows, double length, int size) =>
        (Projections(config, rows * length, 4, size) + Attention(config, rows, length, length, size) + FeedForward(config, rows * length, size)) * config.EncoderLayerCount;

    public static Cost Decoder(T5Config config, double rows, double nodes, double source, int size) =>
        (Projections(config, rows * nodes, 6, size) + Projections(config, rows * source, 2, size) + Attention(config, rows, nodes, nodes, size)
            + Attention(config, rows, nodes, source, size) + FeedForward(config, rows * nodes, size)) * config.DecoderLayerCount;

    private static Cost Projections(T5Config config, double tokens, int count, int size) => Cost.Product(tokens, config.ModelDimension, config.InnerDimension, size) * count;

    private static Cost Attention(T5Config config, double rows, double queries, double keys, int size) =>
        Cost.Attention(rows, config.HeadCount, queries, keys, config.KeyValueDimension, size, rows * config.HeadCount * queries * keys * size);

    private static Cost FeedForward(T5Config config, double tokens, int size) =>
        Cost.Product(tokens, config.ModelDimension, config.FeedForwardDimension, size) * (config.FeedForwardActivation == FeedForwardActivation.GatedGelu ? 3 : 2);
}
