using InstructRec.T5;
using static TorchSharp.torch;

namespace InstructRec.Training.Batches;

/// <summary>What a step takes beside weights, gradients and optimiser: counted from the network's sizes, tensor by tensor, for tables and for choosing a batch.</summary>
public static class StepMemory
{
    /// <summary>Bytes for the activations of one batch, forward and backward.</summary>
    /// <param name="config">The network's sizes.</param>
    /// <param name="type">The type it computes in.</param>
    /// <param name="rows">Instructions.</param>
    /// <param name="source">Tokens of the longest instruction.</param>
    /// <param name="nodes">Nodes of the largest tree of targets.</param>
    /// <param name="recomputes">Whether blocks are computed again (<see cref="Objectives.T5Network.RecomputesBlocks"/>).</param>
    public static long OfActivations(T5Config config, ScalarType type, int rows, int source, int nodes, bool recomputes)
    {
        ArgumentNullException.ThrowIfNull(config);
        int size = type is ScalarType.BFloat16 or ScalarType.Float16 ? 2 : 4;
        long read = (long)rows * source, written = (long)rows * nodes;
        double encoder = Block(config, read) + Scores(config, rows, source, source);
        double decoder = Block(config, written) + Attention(config, written) + (4.0 * config.InnerDimension * read) + Scores(config, rows, nodes, nodes) + Scores(config, rows, nodes, source);
        double masks = Scores(config, rows, source, source) + Scores(config, rows, nodes, nodes);
        double kept = recomputes
            ? (config.ModelDimension * ((config.EncoderLayerCount * (double)read) + (config.DecoderLayerCount * (double)written))) + (1.6 * Math.Max(encoder, decoder))
            : (config.EncoderLayerCount * encoder) + (config.DecoderLayerCount * decoder);
        return (long)(size * (kept + masks));
    }

    /// <summary>Bytes for weights, gradients and what the optimiser keeps: 16 a weight with AdamW in float32, 20 in half precision with its float32 copy; 8 and 12 with Adafactor.</summary>
    /// <param name="weights">How many weights are trained.</param>
    /// <param name="type">Their type in the network.</param>
    /// <param name="adafactor">Whether the optimiser keeps rows and columns only.</param>
    public static long OfWeights(long weights, ScalarType type, bool adafactor) =>
        weights * ((type is ScalarType.BFloat16 or ScalarType.Float16 ? 12 : 8) + (adafactor ? 0 : 8));

    // Norms, projections and their dropout, what feed-forward keeps: about so many numbers a token.
    private static double Block(T5Config config, long tokens) =>
        Attention(config, tokens) + ((7.0 * config.ModelDimension) + ((config.FeedForwardActivation == FeedForwardActivation.GatedGelu ? 7.0 : 4.0) * config.FeedForwardDimension)) * tokens;

    private static double Attention(T5Config config, long tokens) => ((7.0 * config.ModelDimension) + (8.0 * config.InnerDimension)) * tokens;

    // Weights of attention; with dropout the draws and the product too.
    private static double Scores(T5Config config, long rows, long queries, long keys) => (config.DropoutRate > 0 ? 3.0 : 1.0) * config.HeadCount * rows * queries * keys;
}
