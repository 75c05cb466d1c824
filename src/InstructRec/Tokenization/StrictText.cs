using System.Text;

namespace InstructRec.Tokenization;

/// <summary>UTF-8 that is refused, not mended, where it is damaged: a mended piece would silently be another piece.</summary>
internal static class StrictText
{
    private static readonly UTF8Encoding Encoding = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="FormatException">The bytes are not UTF-8.</exception>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return Encoding.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new FormatException("it holds text that is not UTF-8");
        }
    }
}
