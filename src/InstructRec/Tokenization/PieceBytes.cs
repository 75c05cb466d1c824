using System.Text;

namespace InstructRec.Tokenization;

/// <summary>Pieces as bytes of the form that <see cref="TextNormalizer"/> writes.</summary>
internal static class PieceBytes
{
    private const char SpaceSign = '\u2581';

    /// <summary>The bytes to look for; empty where no text can match, because normalised text has no true space.</summary>
    public static byte[] Matchable(string piece) => piece.Contains(' ') ? [] : Encoding.UTF8.GetBytes(piece.Replace(SpaceSign, ' '));

    /// <summary>Whether the piece has ▁ elsewhere than at its beginning, so that it may reach over a space.</summary>
    public static bool ReachesOverSpace(string piece) => piece.AsSpan(1).Contains(SpaceSign);
}
