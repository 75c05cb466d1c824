namespace InstructRec.Tokenization;

/// <summary>Counts the pieces that a corpus uses, then cuts the vocabulary down to those.</summary>
/// <remarks>
/// T5's 32,000 pieces are for the whole web; a corpus of instructions over one catalogue uses a few thousand, and a network trained from
/// scratch on it need not carry the rest. Not thread-safe: one thread adds.
/// </remarks>
/// <param name="tokenizer">The tokenizer of the whole vocabulary.</param>
public sealed class VocabularyBuilder(T5Tokenizer tokenizer)
{
    private readonly T5Tokenizer _tokenizer = tokenizer ?? throw new ArgumentNullException(nameof(tokenizer));
    private readonly long[] _counts = new long[tokenizer.PieceCount];
    private readonly List<int> _ids = [];

    /// <summary>How often each piece has occurred so far, by id.</summary>
    public IReadOnlyList<long> Counts => _counts;

    /// <summary>Counts the pieces of one text.</summary>
    /// <param name="text">Any text.</param>
    public void Add(ReadOnlySpan<char> text)
    {
        _ids.Clear();
        _tokenizer.EncodeTo(text, _ids);
        foreach (int id in _ids)
        {
            _counts[id]++;
        }
    }

    /// <summary>Counts the pieces of many texts, one at a time, so that they may be streamed.</summary>
    /// <param name="texts">The texts.</param>
    /// <param name="cancellationToken">Stops between two texts.</param>
    public void AddRange(IEnumerable<string> texts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(texts);
        foreach (string text in texts)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Add(text);
        }
    }

    /// <summary>The vocabulary cut down to the pieces that occurred often enough, every single character, and the marks.</summary>
    /// <param name="minimumCount">How often a piece must have occurred to be kept, unless it is a single character.</param>
    /// <remarks>All single characters stay so that a text of tomorrow has no more unknown characters than T5's own vocabulary would give
    /// those.</remarks>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="minimumCount"/> is less than 1.</exception>
    public SentencePieceModel Build(int minimumCount = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(minimumCount, 1);
        SentencePieceModel model = _tokenizer.Model;
        return model.CutDown(Enumerable.Range(0, _counts.Length).Where(id =>
            _counts[id] >= minimumCount
            || model.Pieces[id].Type == SentencePieceType.UserDefined
            || IsOneCharacter(model.Pieces[id].Text)));
    }

    private static bool IsOneCharacter(string piece) => piece.Length == 1 || (piece.Length == 2 && char.IsSurrogatePair(piece, 0));
}
