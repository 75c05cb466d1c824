using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>T5: an encoder that reads the instruction, a decoder that writes or weighs the answer, and a head over the vocabulary.</summary>
/// <remarks>
/// The names of modules and parameters are Hugging Face's. A tied head has no parameter of its own. Everything runs on the calling thread, which should be the device's
/// worker; forward passes in evaluation mode may run on several threads at once, changes (weights, adapters, mode, options) must not meet them.
/// Returned tensors belong to the caller's dispose scope. Gradients are recorded as the calling thread's grad mode says.
/// </remarks>
public sealed class T5ForConditionalGeneration : nn.Module
{
    private readonly T5Kernels _kernels;
    private readonly ScalarType _type;
    private readonly TokenEmbedding shared;
    private readonly T5Stack encoder;
    private readonly T5Stack decoder;
    private readonly Projection? lm_head;

    /// <summary>Creates the network; its weights are whatever the memory held, until they are loaded or <see cref="T5Initialization.InitializeWeights"/> draws them.</summary>
    /// <param name="config">Sizes and choices.</param>
    /// <param name="device">Where the parameters lie; the CPU by default. <c>meta</c> allocates nothing.</param>
    /// <param name="dtype">Type of the parameters, float32 by default. In float16 every feed-forward <c>wo</c> stays float32, which <c>to(dtype)</c> afterwards would not heed.</param>
    /// <exception cref="InstructRecException">The configuration cannot make a network (<see cref="InstructRecErrorKind.Checkpoint"/>).</exception>
    public T5ForConditionalGeneration(T5Config config, Device? device = null, ScalarType? dtype = null)
        : this(config, device, dtype, OneDnnLinear.OfProcess)
    {
    }

    /// <summary>The same, with oneDNN's function from elsewhere.</summary>
    internal T5ForConditionalGeneration(T5Config config, Device? device, ScalarType? dtype, OneDnnLinear oneDnn)
        : base(nameof(T5ForConditionalGeneration))
    {
        ArgumentNullException.ThrowIfNull(config);
        Config = config.Validate();
        Device = device ?? CPU;
        _type = dtype ?? ScalarType.Float32;
        KernelOptions options = new();
        _kernels = new T5Kernels(new LinearKernel(options, oneDnn), new AttentionKernel(options), new Dropout(config.DropoutRate));
        shared = new TokenEmbedding(config.VocabularySize, config.ModelDimension, Device, _type);
        encoder = new T5Stack(config, decoder: false, _kernels, Device, _type);
        decoder = new T5Stack(config, decoder: true, _kernels, Device, _type);
        lm_head = config.HasOwnHead ? new Projection(config.ModelDimension, config.VocabularySize, _kernels.Linear, Device, _type) : null;
        RegisterComponents();
    }

    /// <summary>Sizes and choices.</summary>
    public T5Config Config { get; }

    /// <summary>Where the parameters were made.</summary>
    public Device Device { get; }

    /// <summary>Kernels that are forced, and where choices are logged.</summary>
    public KernelOptions KernelOptions
    {
        get => _kernels.Linear.Options;
        set => _kernels.Linear.Options = _kernels.Attention.Options = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>The share of activations dropped in training mode, in [0, 1); the configuration's by default.</summary>
    public double DropoutRate
    {
        get => _kernels.Dropout.Rate;
        set
        {
            ArgumentOutOfRangeException.ThrowIfNegative(value);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(value, 1);
            _kernels.Dropout.Rate = value;
        }
    }

    /// <summary>What dropout draws from; the caller's, on the network's device. Needed in training mode unless <see cref="DropoutRate"/> is 0; no process-wide generator is ever used.</summary>
    public Generator? DropoutGenerator
    {
        get => _kernels.Dropout.Generator;
        set => _kernels.Dropout.Generator = value;
    }

    /// <summary>A matrix that an adapter puts in the place of a tied head's.</summary>
    internal AdapterMatrix? HeadReplacement { get; set; }

    internal T5Stack Encoder => encoder;

    internal T5Stack Decoder => decoder;

    internal TokenEmbedding Embedding => shared;

    internal Projection? OwnHead => lm_head;

    /// <summary>Teacher forcing: what the decoder says after each of its inputs.</summary>
    /// <param name="inputIds">[batch, source] int64.</param>
    /// <param name="attentionMask">[batch, source], 1 = token, 0 = padding; <see langword="null"/> if all are tokens. A row of zeros stays finite.</param>
    /// <param name="decoderInputIds">[batch, target] int64: the targets shifted right, start token first.</param>
    /// <returns>Logits [batch, target, vocabulary] in the parameters' type.</returns>
    public Tensor forward(Tensor inputIds, Tensor? attentionMask, Tensor decoderInputIds)
    {
        ArgumentNullException.ThrowIfNull(decoderInputIds);
        using DisposeScope scope = NewDisposeScope();
        Tensor hidden = EncodeHidden(inputIds, attentionMask);
        return Head(DecodeCausal(decoderInputIds, hidden, attentionMask)).MoveToOuterDisposeScope();
    }

    /// <summary>The encoder's output after its final norm.</summary>
    /// <param name="inputIds">[batch, source] int64.</param>
    /// <param name="attentionMask">[batch, source], 1 = token, 0 = padding; <see langword="null"/> if all are tokens.</param>
    /// <returns>[batch, source, d_model].</returns>
    public Tensor EncodeHidden(Tensor inputIds, Tensor? attentionMask) => EncodeHidden(inputIds, attentionMask, null);

    /// <summary>Reads instructions once, for any number of answers; without gradients.</summary>
    /// <param name="inputIds">[batch, source] int64.</param>
    /// <param name="attentionMask">[batch, source], 1 = token, 0 = padding; <see langword="null"/> if all are tokens.</param>
    /// <param name="cancellationToken">Looked at after each layer.</param>
    /// <returns>Keys and values of every decoder layer; the caller disposes it.</returns>
    public EncodedInstruction Encode(Tensor inputIds, Tensor? attentionMask, CancellationToken cancellationToken = default)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        Tensor hidden = EncodeHidden(inputIds, attentionMask, (_, _) => cancellationToken.ThrowIfCancellationRequested());
        CrossKeysValues[] layers = [.. decoder.Blocks.Select(b => b.CrossAttention!.KeysAndValues(hidden))];
        return new EncodedInstruction([.. layers.Select(l => new CrossKeysValues(l.Keys.contiguous(), l.Values.contiguous()))], PaddingMask(attentionMask));
    }

    /// <summary>The decoder over several targets, or a prefix tree, per row; with gradients to all weights.</summary>
    /// <param name="targets">What is read, at which depth, and what sees what.</param>
    /// <param name="encoderHidden">[batch, source, d_model].</param>
    /// <param name="attentionMask">[batch, source], 1 = token, 0 = padding; <see langword="null"/> if all are tokens.</param>
    /// <returns>[batch, nodes, d_model] after the final norm; <see cref="Head"/> makes logits of it.</returns>
    public Tensor DecodePacked(PackedTargets targets, Tensor encoderHidden, Tensor? attentionMask)
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(encoderHidden);
        using DisposeScope scope = NewDisposeScope();
        Tensor mask = decoder.Bias.Packed(targets);
        return decoder.Apply(shared.Apply(targets.TokenIds), mask, LayersOf(encoderHidden), PaddingMask(attentionMask)).MoveToOuterDisposeScope();
    }

    /// <summary>The decoder over several targets, or a prefix tree, per instruction already read.</summary>
    /// <param name="targets">What is read, at which depth, and what sees what.</param>
    /// <param name="encoded">As many instructions as the targets have rows.</param>
    /// <param name="cancellationToken">Looked at after each layer.</param>
    /// <returns>[batch, nodes, d_model] after the final norm; <see cref="Head"/> makes logits of it.</returns>
    public Tensor DecodePacked(PackedTargets targets, EncodedInstruction encoded, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(targets);
        ArgumentNullException.ThrowIfNull(encoded);
        using DisposeScope scope = NewDisposeScope();
        Tensor mask = decoder.Bias.Packed(targets);
        return decoder.Apply(shared.Apply(targets.TokenIds), mask, i => encoded.Layers[i], encoded.Mask, (_, _) => cancellationToken.ThrowIfCancellationRequested()).MoveToOuterDisposeScope();
    }

    /// <summary>Memory for decoding token by token.</summary>
    /// <param name="rows">Rows at the start.</param>
    /// <param name="maxLength">The most tokens that a row will read, start token included.</param>
    /// <param name="maxRows">The most rows that there will be; <paramref name="rows"/> by default.</param>
    /// <returns>The cache; the caller disposes it.</returns>
    public KeyValueCache CreateCache(int rows, int maxLength, int? maxRows = null) => new(Config, rows, maxRows ?? rows, maxLength, _type, Device);

    /// <summary>Reads one more token per row; without gradients.</summary>
    /// <param name="tokenIds">[rows, 1] int64.</param>
    /// <param name="cache">What the rows have read before; grows by one token.</param>
    /// <param name="encoded">The instructions; the rows of each lie side by side, equally many per instruction.</param>
    /// <returns>Logits [rows, vocabulary] in the parameters' type.</returns>
    /// <exception cref="ArgumentException">The rows are not the cache's, or do not divide among the instructions.</exception>
    /// <exception cref="InvalidOperationException">The cache is full.</exception>
    public Tensor DecodeStep(Tensor tokenIds, KeyValueCache cache, EncodedInstruction encoded)
    {
        ArgumentNullException.ThrowIfNull(tokenIds);
        ArgumentNullException.ThrowIfNull(cache);
        ArgumentNullException.ThrowIfNull(encoded);
        if (tokenIds.shape[0] != cache.RowCount || tokenIds.shape[1] != 1 || cache.RowCount % encoded.BatchSize != 0)
        {
            string what = FormattableString.Invariant($"Token ids [{tokenIds.shape[0]}, {tokenIds.shape[1]}] for {cache.RowCount} rows of {encoded.BatchSize} instructions.");
            throw new ArgumentException(what, nameof(tokenIds));
        }

        if (cache.Length == cache.MaxLength)
        {
            throw new InvalidOperationException(FormattableString.Invariant($"The cache was made for {cache.MaxLength} tokens, and all are read."));
        }

        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        Tensor hidden = decoder.ApplyStep(shared.Apply(tokenIds), cache, encoded); // [rows, 1, d_model]
        return Head(hidden.squeeze(1)).MoveToOuterDisposeScope();
    }

    /// <summary>The head: scales decoder states where the network says so, and multiplies with its matrix or the tied embedding's.</summary>
    /// <param name="hidden">[..., d_model], after the final norm.</param>
    /// <returns>Logits [..., vocabulary] in the parameters' type; take log-likelihoods of them in float32.</returns>
    public Tensor Head(Tensor hidden)
    {
        ArgumentNullException.ThrowIfNull(hidden);
        using DisposeScope scope = NewDisposeScope();
        Tensor scaled = Config.ScalesDecoderOutput ? hidden.Times(Math.Pow(Config.ModelDimension, -0.5)) : hidden;
        Tensor logits = lm_head is null ? _kernels.Linear.Apply(scaled, HeadReplacement?.Matrix ?? shared.Weight) : lm_head.Apply(scaled);
        return logits.MoveToOuterDisposeScope();
    }

    /// <summary>As <see cref="EncodeHidden(Tensor, Tensor?)"/>; shows the residual stream after each block.</summary>
    internal Tensor EncodeHidden(Tensor inputIds, Tensor? attentionMask, Action<int, Tensor>? observe)
    {
        ArgumentNullException.ThrowIfNull(inputIds);
        using DisposeScope scope = NewDisposeScope();
        return encoder.Apply(shared.Apply(inputIds), EncoderMask(inputIds, attentionMask), observe: observe).MoveToOuterDisposeScope();
    }

    /// <summary>Position bias and padding of the encoder in float32, [batch or 1, heads, source, source].</summary>
    internal Tensor EncoderMask(Tensor inputIds, Tensor? attentionMask)
    {
        Tensor bias = encoder.Bias.Square(inputIds.shape[1]); // [1, heads, source, source]
        return Padding(attentionMask) is { } padding ? bias.Plus(padding) : bias;
    }

    /// <summary>[batch, source] of 1 and 0 to what is added to cross-attention's scores.</summary>
    internal Tensor? PaddingMask(Tensor? attentionMask) => Padding(attentionMask)?.to_type(AttentionKernel.MaskType(_type));

    /// <summary>One causal target per row: [batch, target] to [batch, target, d_model] after the final norm.</summary>
    internal Tensor DecodeCausal(Tensor decoderInputIds, Tensor encoderHidden, Tensor? attentionMask, Action<int, Tensor>? observe = null)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor mask = decoder.Bias.Square(decoderInputIds.shape[1]); // [1, heads, target, target]
        return decoder.Apply(shared.Apply(decoderInputIds), mask, LayersOf(encoderHidden), PaddingMask(attentionMask), observe).MoveToOuterDisposeScope();
    }

    private Func<int, CrossKeysValues> LayersOf(Tensor encoderHidden) => i => decoder.Blocks[i].CrossAttention!.KeysAndValues(encoderHidden);

    /// <summary>[batch, source] of 1 and 0 to [batch, 1, 1, source] of 0 and the most negative number, in float32.</summary>
    private Tensor? Padding(Tensor? attentionMask) => attentionMask is null
        ? null
        : zeros(attentionMask.shape, ScalarType.Float32, Device).MaskedFillInPlace(attentionMask.IsEqualTo(0), AttentionKernel.MostNegative(_type)).unsqueeze(1).unsqueeze(1);
}
