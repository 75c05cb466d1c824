using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>The encoder or the decoder: blocks and a final norm.</summary>
public sealed class T5Stack : nn.Module
{
    private readonly RmsNorm _finalNorm;
    private readonly Dropout _dropout;

    internal T5Stack(T5Config config, bool isDecoder, Dropout dropout, ScalarType dtype, Device device)
        : base(nameof(T5Stack))
    {
        _dropout = dropout;
        Blocks = [.. Enumerable.Range(0, isDecoder ? config.DecoderLayerCount : config.EncoderLayerCount).Select(i => new T5Block(config, isDecoder, i == 0, dropout, dtype, device))];
        ModuleList<nn.Module> list = new();
        foreach (T5Block block in Blocks)
        {
            list.Add(block);
        }

        register_module("block", list);
        register_module("final_layer_norm", _finalNorm = new RmsNorm(config.ModelDimension, config.LayerNormEpsilon, dtype, device));
    }

    internal T5Block[] Blocks { get; }

    /// <summary>[buckets, heads].</summary>
    internal Tensor PositionTable => Blocks[0].Self.PositionBias!.weight!;

    internal Tensor Dropped(Tensor hidden) => _dropout.Apply(hidden, training);

    internal Tensor Final(Tensor hidden) => Dropped(_finalNorm.forward(hidden));
}
