using System.Buffers;
using System.Runtime.CompilerServices;

namespace InstructRec.Tokenization;

/// <summary>Cuts normalised text into the pieces whose scores add up to the most (Viterbi over a unigram language model).</summary>
/// <remarks>
/// The arithmetic is that of C++ sentencepiece to the bit: the best score so far is stored as a 32-bit float, a candidate is the 64-bit
/// sum of it and the piece's score, compared before it is rounded; an unknown character's candidate is a 32-bit sum; of equals, the first
/// found stays. Microsoft.ML.Tokenizers 2.0.1 compares rounded candidates and so breaks ties differently ("awwww", "----"), which is why
/// the segmentation is ours. Thread-safe: nothing in it changes after construction.
/// </remarks>
internal sealed class UnigramSegmenter
{
    private const float UnknownPenalty = 10f;
    private const int LongestWordOnStack = 128;

    private readonly ByteTrie _pieces;
    private readonly double[] _scores; // by id: float values, except those of user-defined pieces
    private readonly float _unknownScore;
    private readonly int _unknownId;
    private readonly bool _splitsAtSpaces;

    public UnigramSegmenter(SentencePieceModel model)
    {
        byte[][] keys = new byte[model.Pieces.Count][];
        _scores = new double[keys.Length];
        float lowest = float.MaxValue;
        float highest = 1.17549435e-38f; // C++ starts at FLT_MIN, the smallest positive float, not at the lowest one
        for (int id = 0; id < keys.Length; id++)
        {
            SentencePiece piece = model.Pieces[id];
            bool matches = piece.Type is SentencePieceType.Normal or SentencePieceType.UserDefined;
            keys[id] = matches ? PieceBytes.Matchable(piece.Text) : [];
            _scores[id] = piece.Score;
            if (piece.Type == SentencePieceType.Normal)
            {
                lowest = Math.Min(lowest, piece.Score);
                highest = Math.Max(highest, piece.Score);
            }
        }

        for (int id = 0; id < keys.Length; id++)
        {
            if (model.Pieces[id].Type == SentencePieceType.UserDefined)
            {
                // A bonus by which C++ lets these win over any cut of the same text.
                _scores[id] = ((ulong)System.Text.Encoding.UTF8.GetByteCount(model.Pieces[id].Text) * highest) - 0.1;
            }
        }

        _pieces = ByteTrie.Build(keys);
        _unknownScore = lowest - UnknownPenalty;
        _unknownId = model.UnknownId;
        _splitsAtSpaces = model.SplitsAtSpaces;
    }

    /// <summary>Writes the ids of the best cut, without an end mark, and returns their number.</summary>
    /// <param name="text">Text as <see cref="TextNormalizer"/> leaves it.</param>
    /// <param name="ids">Room for as many ids as the text has bytes.</param>
    [SkipLocalsInit]
    public int Segment(ReadOnlySpan<byte> text, Span<int> ids)
    {
        Span<Node> onStack = stackalloc Node[LongestWordOnStack + 1];
        Node[]? rented = null;
        int count = 0;
        float score = 0;
        while (!text.IsEmpty)
        {
            // No piece reaches over a space, so the best path runs through every one: what is before it is decided. The score runs on,
            // because rounding, and with it the choice between near-equals, depends on it.
            int length = _splitsAtSpaces ? WordLength(text) : text.Length;
            Span<Node> nodes = onStack;
            if (length > LongestWordOnStack)
            {
                if (rented is null || rented.Length <= length)
                {
                    Return(rented);
                    rented = ArrayPool<Node>.Shared.Rent(length + 1);
                }

                nodes = rented;
            }

            score = FindBestPath(text[..length], nodes, score);
            count = Emit(nodes, length, ids, count);
            text = text[length..];
        }

        Return(rented);
        return count;
    }

    private static void Return(Node[]? rented)
    {
        if (rented is not null)
        {
            ArrayPool<Node>.Shared.Return(rented);
        }
    }

    private static int WordLength(ReadOnlySpan<byte> text)
    {
        int space = text[1..].IndexOf(TextNormalizer.Space);
        return space < 0 ? text.Length : space + 1;
    }

    /// <summary>Fills, for each place where a piece may end, the best last piece; returns the score at the end.</summary>
    private float FindBestPath(ReadOnlySpan<byte> word, Span<Node> nodes, float startScore)
    {
        ReadOnlySpan<ByteTrie.Unit> units = _pieces.Units;
        double[] scores = _scores;
        nodes = nodes[..(word.Length + 1)];
        nodes.Clear();
        nodes[0].Score = startScore;
        for (int start = 0; start < word.Length;)
        {
            float scoreHere = nodes[start].Score;
            int character = Math.Min(CharacterLength(word[start]), word.Length - start);
            bool coversCharacter = false;
            int parent = ByteTrie.Root;
            int children = units[ByteTrie.Root].Base;
            for (int end = start; end < word.Length;)
            {
                int next = children + word[end++];
                ref readonly ByteTrie.Unit unit = ref units[next];
                if (unit.Parent != parent)
                {
                    break;
                }

                parent = next;
                children = unit.Base;
                int id = unit.Value;
                if (id < 0)
                {
                    continue;
                }

                double candidate = scores[id] + scoreHere;
                ref Node target = ref nodes[end];
                if (target.Length == 0 || candidate > target.Score)
                {
                    target = new Node((float)candidate, end - start, id);
                }

                coversCharacter |= end - start == character;
            }

            if (!coversCharacter)
            {
                float candidate = _unknownScore + scoreHere;
                ref Node target = ref nodes[start + character];
                if (target.Length == 0 || candidate > target.Score)
                {
                    target = new Node(candidate, character, _unknownId);
                }
            }

            start += character;
        }

        return nodes[^1].Score;
    }

    /// <summary>Follows the best path back and appends its ids, merging unknowns that follow each other into one as C++ does.</summary>
    private int Emit(ReadOnlySpan<Node> nodes, int end, Span<int> ids, int count)
    {
        int first = count;
        for (int at = end; at > 0; at -= nodes[at].Length)
        {
            int id = nodes[at].Id;
            if (id != _unknownId || count == first || ids[count - 1] != id)
            {
                ids[count++] = id;
            }
        }

        ids[first..count].Reverse();
        if (first > 0 && ids[first] == _unknownId && ids[first - 1] == _unknownId)
        {
            ids[(first + 1)..count].CopyTo(ids[first..]);
            count--;
        }

        return count;
    }

    private static int CharacterLength(byte lead) => lead < 0xC0 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;

    /// <summary>The best last piece of a path that ends here; a length of 0 means that none does so far.</summary>
    private record struct Node(float Score, int Length, int Id);
}
