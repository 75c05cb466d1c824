using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.T5;

/// <summary>A network with drawn weights and inputs, larger than the golden ones, so that every kernel has a shape it would be chosen for.</summary>
internal static class SmallNetwork
{
    public static readonly T5Config Config = new()
    {
        VocabularySize = 600,
        ModelDimension = 64,
        KeyValueDimension = 16,
        HeadCount = 6,
        FeedForwardDimension = 128,
        EncoderLayerCount = 2,
        DecoderLayerCount = 3,
        FeedForwardActivation = FeedForwardActivation.GatedGelu,
        ScalesDecoderOutput = false,
        HasOwnHead = true,
    };

    public static T5ForConditionalGeneration Create(ScalarType type = ScalarType.Float32, ulong seed = 11)
    {
        T5ForConditionalGeneration model = new(Config, dtype: type);
        using Generator generator = new(seed);
        model.InitializeWeights(generator);
        model.eval();
        return model;
    }

    /// <summary>[batch, length] of tokens, and a mask that cuts row i short by 3 i.</summary>
    public static (Tensor Ids, Tensor Mask) Source(int batch, int length)
    {
        Tensor ids = arange(batch * length, ScalarType.Int64).mul(37).remainder(Config.VocabularySize - 2).add(2).view(batch, length);
        Tensor mask = arange(length, ScalarType.Int64).unsqueeze(0).lt(length - (3 * arange(batch, ScalarType.Int64)).unsqueeze(1)).to_type(ScalarType.Int64);
        return (ids * mask, mask);
    }

    /// <summary>A prefix tree per row: a trunk of two nodes, then two branches; node i's parent is before it.</summary>
    public static PackedTargets Tree(int batch, int nodes)
    {
        int[] parents = [.. Enumerable.Range(0, nodes).Select(i => i < 2 ? i - 1 : i == 2 ? 1 : i - 2)];
        int[] depths = new int[nodes];
        bool[] visible = new bool[nodes * nodes];
        for (int i = 0; i < nodes; i++)
        {
            depths[i] = parents[i] < 0 ? 0 : depths[parents[i]] + 1;
            for (int at = i; at >= 0; at = parents[at])
            {
                visible[(i * nodes) + at] = true;
            }
        }

        Tensor ids = arange(batch * nodes, ScalarType.Int64).mul(53).remainder(Config.VocabularySize).view(batch, nodes);
        return new PackedTargets(ids, tensor(depths.Select(d => (long)d).ToArray(), [1, nodes]), tensor(visible, [1, nodes, nodes]), depths.Max());
    }
}
