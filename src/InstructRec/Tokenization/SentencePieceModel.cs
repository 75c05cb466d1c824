using System.Collections.Frozen;
using System.Collections.Immutable;

namespace InstructRec.Tokenization;

/// <summary>
/// A sentencepiece unigram model: the pieces of a T5 vocabulary, their scores, and the rules by which text is normalised.
/// </summary>
/// <remarks>
/// <para>Read from and written as <c>spiece.model</c>, the file that C++ sentencepiece and Hugging Face folders use. Only what T5 uses is
/// accepted: byte-pair, word and character models, byte fallback, spaces kept as spaces or at the end of words are refused
/// with <see cref="InstructRecErrorKind.Vocabulary"/>, because a tokenizer that half understands a vocabulary gives wrong ids
/// silently.</para>
/// <para>The file is read by this class and not through Microsoft.ML.Tokenizers 2.0.1, which throws an IndexOutOfRangeException for every
/// model without a begin mark (so for every T5) and cannot write or cut down a model.</para>
/// <para>Immutable and safe from any number of threads.</para>
/// </remarks>
public sealed class SentencePieceModel
{
    private readonly FrozenDictionary<string, int> _ids;

    internal SentencePieceModel(
        ImmutableArray<SentencePiece> pieces, TrainerSettings trainer, NormalizerSettings normalizer, byte[] otherFields)
    {
        Pieces = pieces;
        Trainer = trainer;
        Normalizer = normalizer;
        OtherFields = otherFields;
        _ids = SentencePieceChecks.IdsOf(pieces);
        UnknownId = SentencePieceChecks.OnlyUnknown(pieces);
        PadId = MarkId(trainer.PadPiece);
        EndId = MarkId(trainer.EndPiece);
        SplitsAtSpaces = normalizer is { AddDummyPrefix: true, RemoveExtraSpaces: true, Rules.ReachOverSpace: false }
            && !pieces.Any(p => p.Type is SentencePieceType.Normal or SentencePieceType.UserDefined && PieceBytes.ReachesOverSpace(p.Text));
    }

    /// <summary>The pieces; a piece's id is its place in this list.</summary>
    public IReadOnlyList<SentencePiece> Pieces { get; }

    /// <summary>The id of the padding mark (0 in every T5), or -1 if the model has none.</summary>
    public int PadId { get; }

    /// <summary>The id of the mark that ends a text (1 in every T5), or -1 if the model has none.</summary>
    public int EndId { get; }

    /// <summary>The id of the piece that stands for what no other piece covers (2 in every T5).</summary>
    public int UnknownId { get; }

    /// <summary>The name of the normalisation rules, such as <c>nmt_nfkc</c>.</summary>
    public string NormalizerName => Normalizer.Name;

    /// <summary>
    /// Whether words are cut independently of their neighbours: no piece has ▁ except at its beginning, and no rule joins a space to a
    /// letter. True for T5.
    /// </summary>
    /// <remarks>
    /// Then a text's ids are those of its space-separated words, one after the other, with one exception that an exact budget must allow
    /// for: between near-equal cuts C++ sentencepiece, and so this library, chooses by the rounding of the sum over all that comes before.
    /// Sums over words are therefore good to a token or so in thousands; count the whole text before relying on a limit.
    /// </remarks>
    public bool SplitsAtSpaces { get; }

    internal TrainerSettings Trainer { get; }

    internal NormalizerSettings Normalizer { get; }

    internal byte[] OtherFields { get; }

    /// <summary>Reads a model file.</summary>
    /// <param name="path">The file, usually named <c>spiece.model</c>.</param>
    /// <exception cref="InstructRecException">The file is missing, damaged or of another kind
    /// (<see cref="InstructRecErrorKind.Vocabulary"/>).</exception>
    public static SentencePieceModel Read(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Vocabulary, $"the vocabulary cannot be read: {e.Message.TrimEnd('.')}", path, innerException: e);
        }

        return Parse(bytes, path);
    }

    /// <summary>Reads a model from memory.</summary>
    /// <param name="bytes">The content of a model file.</param>
    /// <param name="source">What to name in errors, usually the file.</param>
    /// <exception cref="InstructRecException">The bytes are damaged or of another kind
    /// (<see cref="InstructRecErrorKind.Vocabulary"/>).</exception>
    public static SentencePieceModel Parse(ReadOnlySpan<byte> bytes, string? source = null)
    {
        try
        {
            return SentencePieceFormat.Read(bytes);
        }
        catch (FormatException e)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Vocabulary,
                $"this is no sentencepiece vocabulary that T5 can use: {e.Message}",
                source,
                "Use the spiece.model that was published with the checkpoint",
                innerException: e);
        }
    }

    /// <summary>The id of a piece, marks included; false if the model does not have it.</summary>
    /// <param name="piece">The piece as it stands in the model, with ▁ for a space.</param>
    /// <param name="id">Its id; 0 when there is none.</param>
    public bool TryGetId(string piece, out int id) => _ids.TryGetValue(piece, out id);

    /// <summary>The model in the file format. A file that C++ sentencepiece wrote comes back byte for byte.</summary>
    public byte[] ToBytes() => SentencePieceFormat.Write(this);

    /// <summary>Writes the model file; an existing file is replaced only once the new one is whole.</summary>
    /// <param name="path">Where to.</param>
    /// <exception cref="InstructRecException">The file cannot be written (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public void Write(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string unfinished = path + ".unfinished";
        try
        {
            using (FileStream file = File.Create(unfinished))
            {
                file.Write(ToBytes());
                file.Flush(flushToDisk: true);
            }

            File.Move(unfinished, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Storage, $"the vocabulary cannot be written: {e.Message.TrimEnd('.')}", path, innerException: e);
        }
    }

    /// <summary>A smaller model of the same kind, for a network that is trained from scratch on little text.</summary>
    /// <param name="keep">The ids of the pieces to keep. Marks and the unknown piece are kept whether named or not.</param>
    /// <returns>
    /// A valid sentencepiece model: the same normalisation, the kept pieces with their scores, renumbered in their old order behind pad 0,
    /// end 1 and unknown 2. A text whose best cut uses kept pieces only is cut as before.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">An id is no piece of this model.</exception>
    /// <exception cref="ArgumentException">Nothing but marks would be left.</exception>
    /// <exception cref="InstructRecException">The model has no padding or no end mark
    /// (<see cref="InstructRecErrorKind.Vocabulary"/>).</exception>
    public SentencePieceModel CutDown(IEnumerable<int> keep)
    {
        ArgumentNullException.ThrowIfNull(keep);
        if (PadId < 0 || EndId < 0)
        {
            throw new InstructRecException(InstructRecErrorKind.Vocabulary, "a vocabulary without a padding mark and an end mark is not T5's");
        }

        int[] marks = [PadId, EndId, UnknownId];
        SortedSet<int> kept = new(Enumerable.Range(0, Pieces.Count).Where(id => Pieces[id].Type == SentencePieceType.Control));
        foreach (int id in keep)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(id, nameof(keep));
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(id, Pieces.Count, nameof(keep));
            kept.Add(id);
        }

        kept.ExceptWith(marks);
        ImmutableArray<SentencePiece> pieces = [.. marks.Concat(kept).Select(id => Pieces[id])];

        if (!pieces.Any(p => p.Type == SentencePieceType.Normal))
        {
            throw new ArgumentException("A vocabulary of marks alone cannot write any text: keep at least one piece.", nameof(keep));
        }

        // Other fields hold self-tests of the whole vocabulary, which C++ would run on loading and fail.
        return new SentencePieceModel(pieces, Trainer.Renumbered(pieces.Length, padId: 0, endId: 1, unknownId: 2), Normalizer, []);
    }

    private int MarkId(string piece) => _ids.TryGetValue(piece, out int id) && Pieces[id].Type == SentencePieceType.Control ? id : -1;
}
