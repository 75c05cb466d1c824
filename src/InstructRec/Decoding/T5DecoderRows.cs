using System.Runtime.InteropServices;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Decoding;

/// <summary>A T5 decoder in the middle of some sequences: the cache of their keys and values, and the scores of the last step on the host.</summary>
/// <remarks>
/// The rows of one instruction lie side by side and are padded to one width, so that they share the instruction's cross-attention keys and values instead
/// of copying them; padding repeats the instruction's first row and is read by nobody.
/// </remarks>
internal sealed class T5DecoderRows : IDecoderRows
{
    private readonly T5ForConditionalGeneration _model;
    private readonly KeyValueCache _cache;
    private readonly int _vocabulary;
    private readonly EncodedInstruction _given;
    private EncodedInstruction _encoded;
    private int[] _instructions;
    private int[] _places;
    private int _width = 1;
    private Tensor? _scores;
    private float[] _normalisers = [];

    /// <summary>Begins at the start of one sequence per instruction.</summary>
    /// <param name="model">The network, the caller's.</param>
    /// <param name="encoded">The instructions, the caller's.</param>
    /// <param name="maxLength">The most tokens that a row will read.</param>
    /// <param name="maxWidth">The most rows that an instruction will have.</param>
    public T5DecoderRows(T5ForConditionalGeneration model, EncodedInstruction encoded, int maxLength, int maxWidth)
    {
        _model = model;
        _given = _encoded = encoded;
        _vocabulary = model.Config.VocabularySize;
        _instructions = [.. Enumerable.Range(0, encoded.BatchSize)];
        _places = [.. _instructions];
        _cache = model.CreateCache(encoded.BatchSize, maxLength, encoded.BatchSize * maxWidth);
    }

    /// <summary>The rows of a search with these options.</summary>
    public static T5DecoderRows Begin(T5ForConditionalGeneration model, EncodedInstruction encoded, DecodingOptions options, int rowsPerInstruction)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(encoded);
        return new T5DecoderRows(model, encoded, options.DecoderPrefix.Count + options.MaxNewTokens, rowsPerInstruction);
    }

    public int RowCount => _places.Length;

    public void Step(ReadOnlySpan<int> tokens, bool normalise)
    {
        // Padding reads what its instruction's last row reads.
        long[] padded = new long[_cache.RowCount];
        for (int row = 0; row < tokens.Length; row++)
        {
            padded.AsSpan(_places[row], _width - (_places[row] % _width)).Fill(tokens[row]);
        }

        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor ids = tensor(padded, [padded.Length, 1], device: _model.Device);
        Tensor logits = _model.DecodeStep(ids, _cache, _encoded).to_type(ScalarType.Float32);
        Tensor scores = normalise ? nn.functional.log_softmax(logits, 1) : logits;
        _normalisers = normalise ? new float[padded.Length] : logits.logsumexp(1).cpu().data<float>().ToArray();
        _scores?.Dispose();
        _scores = scores.cpu().contiguous().DetachFromDisposeScope();
    }

    public Span<float> Scores(int row) => MemoryMarshal.Cast<byte, float>(_scores!.bytes).Slice(_places[row] * _vocabulary, _vocabulary);

    public float LogNormaliser(int row) => _normalisers[_places[row]];

    public void Select(ReadOnlySpan<int> rows)
    {
        int[] instructions = [.. rows.ToArray().Select(row => _instructions[row])];
        (int Instruction, int Count)[] groups = [.. instructions.CountBy(i => i).Select(g => (g.Key, g.Value))];
        int width = groups.Max(g => g.Count), at = 0;
        long[] from = new long[groups.Length * width];
        int[] places = new int[rows.Length];
        for (int group = 0; group < groups.Length; group++)
        {
            for (int i = 0; i < groups[group].Count; i++, at++)
            {
                places[at] = (group * width) + i;
                from.AsSpan(places[at]..((group + 1) * width)).Fill(_places[rows[at]]);
            }
        }

        using DisposeScope scope = NewDisposeScope();
        if (from.Length != _cache.RowCount || !from.SequenceEqual(Enumerable.Range(0, from.Length).Select(i => (long)i)))
        {
            _cache.Reorder(tensor(from, device: _model.Device));
        }

        if (groups.Length < _encoded.BatchSize)
        {
            EncodedInstruction before = _encoded;
            _encoded = before.Select(tensor([.. groups.Select(g => (long)g.Instruction)], device: _model.Device));
            Release(before);
        }

        int group0 = 0;
        Dictionary<int, int> renumbered = groups.ToDictionary(g => g.Instruction, _ => group0++);
        (_instructions, _places, _width) = ([.. instructions.Select(i => renumbered[i])], places, width);
    }

    public void Dispose()
    {
        _scores?.Dispose();
        _cache.Dispose();
        Release(_encoded);
    }

    private void Release(EncodedInstruction encoded)
    {
        if (encoded != _given)
        {
            encoded.Dispose();
        }
    }
}
