using System.Collections.Frozen;
using System.Collections.Immutable;

namespace InstructRec.Tokenization;

/// <summary>What C++ sentencepiece, too, demands of the pieces of a model.</summary>
internal static class SentencePieceChecks
{
    public static FrozenDictionary<string, int> IdsOf(ImmutableArray<SentencePiece> pieces)
    {
        var ids = new Dictionary<string, int>(pieces.Length, StringComparer.Ordinal);
        bool anyMatchable = false;
        for (int id = 0; id < pieces.Length; id++)
        {
            SentencePiece piece = pieces[id];
            if (piece.Text.Length == 0)
            {
                throw new FormatException($"its piece {id} is empty");
            }

            if (!float.IsFinite(piece.Score))
            {
                throw new FormatException($"its piece {id} has a score that is no number");
            }

            if (piece.Type is < SentencePieceType.Normal or > SentencePieceType.Unused)
            {
                throw new FormatException($"its piece {id} is of a type ({(int)piece.Type}) that T5's vocabulary does not have");
            }

            if (!ids.TryAdd(piece.Text, id))
            {
                throw new FormatException($"its pieces {ids[piece.Text]} and {id} are the same string");
            }

            anyMatchable |= piece.Type == SentencePieceType.Normal;
        }

        return anyMatchable ? ids.ToFrozenDictionary(StringComparer.Ordinal) : throw new FormatException("it holds no pieces");
    }

    public static int OnlyUnknown(ImmutableArray<SentencePiece> pieces)
    {
        int found = -1;
        for (int id = 0; id < pieces.Length; id++)
        {
            if (pieces[id].Type == SentencePieceType.Unknown)
            {
                found = found < 0 ? id : throw new FormatException($"its pieces {found} and {id} both stand for the unknown");
            }
        }

        return found >= 0 ? found : throw new FormatException("it has no piece for the unknown");
    }
}
