using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>T5: an encoder that reads the instruction, a decoder that says or scores the answer, and a head over the vocabulary.</summary>
public sealed class T5ForConditionalGeneration : nn.Module
{
    private readonly Embedding _shared;
    private readonly T5Stack _encoder, _decoder;
    private readonly T5Linear? _head;
    private readonly ScalarType _dtype;
    private readonly Dropout _dropout;

    /// <summary>Creates the network with parameters of zeros.</summary>
    public T5ForConditionalGeneration(T5Config config, Device? device = null, ScalarType? dtype = null)
        : base(nameof(T5ForConditionalGeneration))
    {
        Config = config.Validate();
        _dropout = new Dropout(config.DropoutRate);
        Device = device ?? CPU;
        _dtype = dtype ?? ScalarType.Float32;
        register_module("shared", _shared = nn.Embedding(config.VocabularySize, config.ModelDimension, dtype: _dtype, device: Device));
        register_module("encoder", _encoder = new T5Stack(config, false, _dropout, _dtype, Device));
        register_module("decoder", _decoder = new T5Stack(config, true, _dropout, _dtype, Device));
        if (config.HasOwnHead)
        {
            register_module("lm_head", _head = new T5Linear(config.ModelDimension, config.VocabularySize, _dtype, Device));
        }
    }

    /// <summary>What defines the network.</summary>
    public T5Config Config { get; }

    /// <summary>Where it lies.</summary>
    public Device Device { get; }

    /// <summary>Where dropout draws from while training; the caller owns it and must set it before training with a dropout rate above 0.</summary>
    public Generator? DropoutGenerator
    {
        get => _dropout.Generator;
        set => _dropout.Generator = value;
    }

    /// <summary>The logits of every target position, <c>[batch, target, vocabulary]</c>.</summary>
    /// <param name="inputIds">The instruction's tokens, <c>[batch, source]</c> int64.</param>
    /// <param name="attentionMask">1 where there is a token, 0 where there is padding, <c>[batch, source]</c>; <see langword="null"/>: all are tokens.</param>
    /// <param name="decoderInputIds">What the decoder reads, start token first, <c>[batch, target]</c> int64.</param>
    /// <returns>A tensor of the caller's.</returns>
    public Tensor forward(Tensor inputIds, Tensor? attentionMask, Tensor decoderInputIds) =>
        Head(DecodePacked(PackedTargets.Causal(decoderInputIds), EncodeHidden(inputIds, attentionMask), attentionMask));

    /// <summary>The encoder's states, [batch, source, d_model].</summary>
    public Tensor EncodeHidden(Tensor inputIds, Tensor? attentionMask)
    {
        long length = inputIds.shape[1];
        Tensor positions = arange(length, ScalarType.Int64, Device);
        Tensor buckets = RelativePositionBias.Buckets(positions.unsqueeze(0) - positions.unsqueeze(1), length, true, Config);
        Tensor bias = RelativePositionBias.Lookup(buckets, _encoder.PositionTable).unsqueeze(0);
        if (MaskBias(attentionMask) is { } mask)
        {
            bias = bias + mask;
        }

        Tensor hidden = _encoder.Dropped(_shared.forward(inputIds));
        foreach (T5Block block in _encoder.Blocks)
        {
            hidden = block.Run(hidden, bias, null, null, null);
        }

        return _encoder.Final(hidden);
    }

    /// <summary>Instructions read once, for many answers.</summary>
    public EncodedInstruction Encode(Tensor inputIds, Tensor? attentionMask)
    {
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor hidden = EncodeHidden(inputIds, attentionMask);
        (Tensor Keys, Tensor Values)[] cross = [.. _decoder.Blocks.Select(b => b.Cross!.KeysAndValues(hidden))];
        return new EncodedInstruction(
            [.. cross.Select(c => c.Keys.contiguous().DetachFromDisposeScope())],
            [.. cross.Select(c => c.Values.contiguous().DetachFromDisposeScope())],
            MaskBias(attentionMask)?.DetachFromDisposeScope());
    }

    /// <summary>The decoder's states over packed targets, after the final norm, [batch, nodes, d_model]; with gradients.</summary>
    public Tensor DecodePacked(PackedTargets targets, Tensor encoderHidden, Tensor? attentionMask) =>
        DecodePacked(targets, i => _decoder.Blocks[i].Cross!.KeysAndValues(encoderHidden), MaskBias(attentionMask));

    /// <summary>The decoder's states over packed targets, after the final norm, [batch, nodes, d_model]; for inference.</summary>
    public Tensor DecodePacked(PackedTargets targets, EncodedInstruction encoded) => DecodePacked(targets, i => (encoded.Keys[i], encoded.Values[i]), encoded.Bias);

    /// <summary>A cache for rows that read at most a number of tokens.</summary>
    public KeyValueCache CreateCache(int rows, int maxLength, int? maxRows = null) => new(Config, rows, maxRows ?? rows, maxLength, _dtype, Device);

    /// <summary>Reads one more token per row; logits [rows, vocabulary].</summary>
    public Tensor DecodeStep(Tensor tokenIds, KeyValueCache cache, EncodedInstruction encoded)
    {
        int at = cache.Length;
        Tensor distances = arange(-at, 1, ScalarType.Int64, Device).unsqueeze(0);
        Tensor bias = RelativePositionBias.Lookup(RelativePositionBias.Buckets(distances, at, false, Config), _decoder.PositionTable).unsqueeze(0);
        Tensor hidden = _shared.forward(tokenIds);
        for (int i = 0; i < _decoder.Blocks.Length; i++)
        {
            int layer = i;
            hidden = _decoder.Blocks[i].Run(hidden, bias, (k, v) => cache.Append(layer, k, v), (encoded.Keys[i], encoded.Values[i]), encoded.Bias);
        }

        cache.Length++;
        return Head(_decoder.Final(hidden).squeeze(1));
    }

    /// <summary>The logits of decoder states, [..., vocabulary].</summary>
    public Tensor Head(Tensor hidden)
    {
        Tensor scaled = Config.ScalesDecoderOutput ? hidden * Math.Pow(Config.ModelDimension, -0.5) : hidden;
        return LinearKernel.Apply(scaled.to_type(_dtype), _head?.Weight ?? _shared.weight!);
    }

    private Tensor DecodePacked(PackedTargets targets, Func<int, (Tensor Keys, Tensor Values)> cross, Tensor? crossBias)
    {
        Tensor distances = targets.Depths.unsqueeze(1) - targets.Depths.unsqueeze(2);
        Tensor buckets = RelativePositionBias.Buckets(distances, targets.MaxDepth, false, Config);
        Tensor bias = RelativePositionBias.Lookup(buckets, _decoder.PositionTable);
        bias = bias.masked_fill(targets.Visible.logical_not().unsqueeze(1), Lowest);
        Tensor hidden = _decoder.Dropped(_shared.forward(targets.TokenIds));
        for (int i = 0; i < _decoder.Blocks.Length; i++)
        {
            hidden = _decoder.Blocks[i].Run(hidden, bias, null, cross(i), crossBias);
        }

        return _decoder.Final(hidden);
    }

    private double Lowest => _dtype == ScalarType.Float16 ? -65504 : _dtype == ScalarType.BFloat16 ? -3.38e38 : float.MinValue;

    private Tensor? MaskBias(Tensor? attentionMask) => attentionMask is null
        ? null
        : (1.0 - attentionMask.to_type(ScalarType.Float32)).mul(Lowest).to_type(_dtype).unsqueeze(1).unsqueeze(1);
}
