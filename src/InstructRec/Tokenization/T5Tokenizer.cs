using System.Buffers;
using System.Text;

namespace InstructRec.Tokenization;

/// <summary>Turns text into T5's token ids and back, id for id as C++ sentencepiece does.</summary>
/// <remarks>
/// <para>Text is only ever text: <c>&lt;/s&gt;</c>, <c>&lt;pad&gt;</c>, <c>&lt;unk&gt;</c>, <c>&lt;extra_id_0&gt;</c> inside a title or a
/// wish are cut into ordinary pieces, also when written with look-alike characters that normalise to them. Hugging Face's tokenizer turns
/// them into the marks themselves, which lets a title end the text it stands in. Marks and sentinels come only from <see cref="EndId"/>,
/// <see cref="PadId"/> and <see cref="SentinelId"/>.</para>
/// <para>Any string can be encoded; a lone surrogate counts as U+FFFD, which T5's rules make a space. Line breaks and runs of spaces
/// become one space, as in the model's own rules.</para>
/// <para>Differences from Microsoft.ML.Tokenizers 2.0.1, which this library measured itself against: unknowns that follow each other
/// are one id; an empty text has its end mark; truncation keeps the end mark; an unknown is visible when decoded; see
/// <see cref="SentencePieceModel"/> for what is refused. Immutable and safe from any number of threads; managed memory only.</para>
/// </remarks>
public sealed class T5Tokenizer
{
    private readonly TextNormalizer _normalizer;
    private readonly UnigramSegmenter _segmenter;

    /// <summary>Creates the tokenizer of a model.</summary>
    /// <param name="model">The vocabulary; it must have a padding mark and an end mark.</param>
    /// <param name="extraIds">How many sentinels follow the pieces; 100 in every published T5.</param>
    /// <exception cref="InstructRecException">The model has no padding or no end mark
    /// (<see cref="InstructRecErrorKind.Vocabulary"/>).</exception>
    public T5Tokenizer(SentencePieceModel model, int extraIds = 100)
        : this(model, extraIds, source: null)
    {
    }

    private T5Tokenizer(SentencePieceModel model, int extraIds, string? source)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentOutOfRangeException.ThrowIfNegative(extraIds);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(extraIds, int.MaxValue - model.Pieces.Count);
        if (model.PadId < 0 || model.EndId < 0)
        {
            string missing = model.PadId < 0 ? "padding" : "end";
            throw new InstructRecException(InstructRecErrorKind.Vocabulary, $"this vocabulary has no {missing} mark, so it is not T5's", source);
        }

        Model = model;
        ExtraIds = extraIds;
        byte[][] userDefined = [.. model.Pieces.Where(p => p.Type == SentencePieceType.UserDefined).Select(p => Encoding.UTF8.GetBytes(p.Text))];
        _normalizer = new TextNormalizer(model.Normalizer, userDefined);
        _segmenter = new UnigramSegmenter(model);
    }

    /// <summary>The vocabulary.</summary>
    public SentencePieceModel Model { get; }

    /// <summary>The id of the padding mark.</summary>
    public int PadId => Model.PadId;

    /// <summary>The id of the end mark.</summary>
    public int EndId => Model.EndId;

    /// <summary>The id that stands for what no piece covers.</summary>
    public int UnknownId => Model.UnknownId;

    /// <summary>How many pieces the vocabulary has, sentinels not counted; <see cref="Encode"/> gives ids below it.</summary>
    public int PieceCount => Model.Pieces.Count;

    /// <summary>How many sentinels there are.</summary>
    public int ExtraIds { get; }

    /// <summary>Pieces and sentinels: the smallest number of embedding rows that a network needs (published ones have some more).</summary>
    public int VocabularySize => PieceCount + ExtraIds;

    /// <summary>Whether words are cut independently of their neighbours; see <see cref="SentencePieceModel.SplitsAtSpaces"/>.</summary>
    public bool SplitsAtSpaces => Model.SplitsAtSpaces;

    /// <summary>Reads a <c>spiece.model</c> and creates its tokenizer.</summary>
    /// <param name="path">The file.</param>
    /// <param name="extraIds">How many sentinels follow the pieces.</param>
    /// <exception cref="InstructRecException">The file is missing, damaged or of another kind
    /// (<see cref="InstructRecErrorKind.Vocabulary"/>).</exception>
    public static T5Tokenizer Load(string path, int extraIds = 100) => new(SentencePieceModel.Read(path), extraIds, path);

    /// <summary>The id of T5's sentinel <c>&lt;extra_id_i&gt;</c>; they count down from the end of the vocabulary.</summary>
    /// <param name="index">Its number, from 0 to <see cref="ExtraIds"/> - 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such sentinel.</exception>
    public int SentinelId(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, ExtraIds);
        return VocabularySize - 1 - index;
    }

    /// <summary>The ids of a text.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="addEnd">Whether to append the end mark.</param>
    /// <param name="maxLength">The most ids to return, the end mark included: it is kept, and ids before it are dropped. No limit if
    /// null.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="maxLength"/> is less than 1.</exception>
    public int[] Encode(string text, bool addEnd = true, int? maxLength = null)
    {
        ArgumentNullException.ThrowIfNull(text);
        int limit = LimitOf(addEnd, maxLength);
        int[] rented = SegmentRented(text, out int count);
        count = Math.Min(count, limit);
        int[] ids = new int[addEnd ? count + 1 : count];
        rented.AsSpan(0, count).CopyTo(ids);
        ArrayPool<int>.Shared.Return(rented);
        if (addEnd)
        {
            ids[^1] = EndId;
        }

        return ids;
    }

    /// <summary>Appends the ids of a text to a list, without an end mark.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="ids">Where to append.</param>
    public void EncodeTo(ReadOnlySpan<char> text, List<int> ids)
    {
        ArgumentNullException.ThrowIfNull(ids);
        int[] rented = SegmentRented(text, out int count);
        ids.AddRange(rented.AsSpan(0, count));
        ArrayPool<int>.Shared.Return(rented);
    }

    /// <summary>How many ids a text has, the end mark not counted. Allocates nothing.</summary>
    /// <param name="text">Any text.</param>
    public int Count(ReadOnlySpan<char> text)
    {
        ArrayPool<int>.Shared.Return(SegmentRented(text, out int count));
        return count;
    }

    /// <summary>Encodes several texts, each as <see cref="Encode"/> does, padded on the right to the longest.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="addEnd">Whether each text gets the end mark.</param>
    /// <param name="maxLength">The most ids of a row, the end mark included. No limit if null.</param>
    /// <param name="padToMultipleOf">Rows are padded to a multiple of this, for kernels that like round shapes.</param>
    /// <exception cref="ArgumentOutOfRangeException">A limit is less than 1.</exception>
    public EncodedBatch EncodeBatch(IReadOnlyList<string> texts, bool addEnd = true, int? maxLength = null, int padToMultipleOf = 1)
    {
        ArgumentNullException.ThrowIfNull(texts);
        ArgumentOutOfRangeException.ThrowIfLessThan(padToMultipleOf, 1);
        return EncodedBatch.Pad([.. texts.Select(t => Encode(t, addEnd, maxLength))], PadId, padToMultipleOf);
    }

    /// <summary>The text that ids stand for, as C++ sentencepiece writes it.</summary>
    /// <param name="ids">Ids as a network may produce them.</param>
    /// <remarks>
    /// Marks are invisible; so are sentinels and the spare rows of an embedding, which are no pieces (C++ refuses those). An unknown is
    /// written as " ⁇ ", the model's own sign for it, so that a loss is seen; Hugging Face leaves it out.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">An id is negative.</exception>
    public string Decode(ReadOnlySpan<int> ids)
    {
        var text = new StringBuilder(ids.Length * 4);
        foreach (int id in ids)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(id, nameof(ids));
            if (id >= PieceCount)
            {
                continue;
            }

            SentencePiece piece = Model.Pieces[id];
            switch (piece.Type)
            {
                case SentencePieceType.Control:
                    break;
                case SentencePieceType.Unknown:
                    text.Append(Model.Trainer.UnknownSurface);
                    break;
                default:
                    bool dropsSpace = text.Length == 0 && Model.Normalizer is { AddDummyPrefix: true } or { RemoveExtraSpaces: true };
                    int skip = dropsSpace && piece.Text[0] == '\u2581' ? 1 : 0;
                    int from = text.Length;
                    text.Append(piece.Text, skip, piece.Text.Length - skip).Replace('\u2581', ' ', from, text.Length - from);
                    break;
            }
        }

        return text.ToString();
    }

    /// <summary>The form in which the model sees a text: its character rules applied, ▁ for each space.</summary>
    /// <param name="text">Any text.</param>
    public string Normalize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var normalized = new RentedBytes(text.Length + 1);
        NormalizeTo(text, ref normalized);
        string result = Encoding.UTF8.GetString(normalized.Written).Replace(' ', '\u2581');
        normalized.Dispose();
        return result;
    }

    private int LimitOf(bool addEnd, int? maxLength)
    {
        if (maxLength is not int most)
        {
            return int.MaxValue;
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1, nameof(maxLength));
        return addEnd ? most - 1 : most;
    }

    private int[] SegmentRented(ReadOnlySpan<char> text, out int count)
    {
        var normalized = new RentedBytes(text.Length + (text.Length / 4) + 16);
        NormalizeTo(text, ref normalized);
        int[] ids = ArrayPool<int>.Shared.Rent(normalized.Written.Length + 1);
        count = _segmenter.Segment(normalized.Written, ids);
        normalized.Dispose();
        return ids;
    }

    private void NormalizeTo(ReadOnlySpan<char> text, ref RentedBytes normalized)
    {
        byte[] utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        int length = Encoding.UTF8.GetBytes(text, utf8);
        _normalizer.Normalize(utf8.AsSpan(0, length), ref normalized);
        ArrayPool<byte>.Shared.Return(utf8);
    }
}
