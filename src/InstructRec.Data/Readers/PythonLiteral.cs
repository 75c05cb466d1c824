using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace InstructRec.Data.Readers;

/// <summary>Turns a Python dictionary printed on one line, as Amazon 2014's metadata and Steam's dumps are, into JSON. One buffer for all lines; used by one thread.</summary>
internal sealed class PythonLiteral
{
    private readonly ArrayBufferWriter<byte> _json = new(1 << 12);
    private readonly byte[] _escaped = new byte[4];

    /// <summary>Whether a line looks like one: a brace and a key in single quotes.</summary>
    public static bool Is(ReadOnlySpan<byte> line)
    {
        line = line.TrimStart(" \t"u8);
        return line.StartsWith("{"u8) && line[1..].TrimStart(" \t"u8) is var key && (key.StartsWith("'"u8) || key.StartsWith("u'"u8) || key.StartsWith("b'"u8));
    }

    /// <summary>A line as JSON: itself, or the dictionary turned; valid until the next call. Throws <see cref="JsonException"/> where a literal does not end.</summary>
    public ReadOnlySpan<byte> AsJson(ReadOnlySpan<byte> line)
    {
        if (!Is(line))
        {
            return line;
        }

        _json.ResetWrittenCount();
        for (int i = 0; i < line.Length;)
        {
            byte c = line[i];
            if (c is (byte)'\'' or (byte)'"')
            {
                i = Text(line, i, isUnicode: false);
            }
            else if (char.IsAsciiLetter((char)c))
            {
                int end = i;
                while (end < line.Length && char.IsAsciiLetter((char)line[end]))
                {
                    end++;
                }

                bool prefixes = end < line.Length && line[end] is (byte)'\'' or (byte)'"' && line[i..end] is [(byte)'u' or (byte)'b' or (byte)'U' or (byte)'B'];
                i = prefixes ? Text(line, end, line[i] is (byte)'u' or (byte)'U') : Word(line, i, end);
            }
            else
            {
                Append(c switch { (byte)'(' => (byte)'[', (byte)')' => (byte)']', _ => c });
                i++;
            }
        }

        return _json.WrittenSpan;
    }

    // A long of Python 2 ends in L; what is no word of Python's stays, and is no JSON.
    private int Word(ReadOnlySpan<byte> line, int start, int end)
    {
        ReadOnlySpan<byte> word = line[start..end];
        Append(word.SequenceEqual("True"u8) ? "true"u8
            : word.SequenceEqual("False"u8) ? "false"u8
            : word.SequenceEqual("None"u8) || word.SequenceEqual("nan"u8) || word.SequenceEqual("inf"u8) ? "null"u8
            : word.SequenceEqual("L"u8) && start > 0 && char.IsAsciiDigit((char)line[start - 1]) ? []
            : word);
        return end;
    }

    // Returns the place behind the closing quote.
    private int Text(ReadOnlySpan<byte> line, int start, bool isUnicode)
    {
        byte quote = line[start];
        Append((byte)'"');
        for (int i = start + 1; i < line.Length; i++)
        {
            byte c = line[i];
            if (c == quote)
            {
                Append((byte)'"');
                return i + 1;
            }

            if (c == '\\' && i + 1 < line.Length)
            {
                i = Escape(line, i + 1, isUnicode);
            }
            else if (c == '"')
            {
                Append("\\\""u8);
            }
            else if (c < 0x20)
            {
                Append(Encoding.ASCII.GetBytes($"\\u{(int)c:x4}"));
            }
            else
            {
                Append(c);
            }
        }

        throw new JsonException("The Python dictionary is cut off.");
    }

    // Returns the place of the escape's last character.
    private int Escape(ReadOnlySpan<byte> line, int at, bool isUnicode)
    {
        switch ((char)line[at])
        {
            case '\'':
                Append((byte)'\'');
                return at;
            case '"':
                Append("\\\""u8);
                return at;
            case 'n' or 'r' or 't' or 'b' or 'f' or '\\':
                Append((byte)'\\');
                Append(line[at]);
                return at;
            case 'x':
                return Byte(line, at, isUnicode);
            case 'u':
                Append("\\u"u8);
                Append(Digits(line, at, 4));
                return at + 4;
            case 'U':
                uint code = uint.Parse(Digits(line, at, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
                Append(Rune.IsValid(code) ? Encoding.UTF8.GetBytes(new Rune(code).ToString()) : throw new JsonException("An escape names no character."));
                return at + 8;
            default:
                // Python keeps a backslash that escapes nothing.
                Append("\\\\"u8);
                return at - 1;
        }
    }

    // In a text of Python 2 that is not marked as unicode, \xc3\xa9 are two bytes of UTF-8; alone, and in unicode, \xe9 is a character.
    private int Byte(ReadOnlySpan<byte> line, int at, bool isUnicode)
    {
        _escaped[0] = HexByte(line, at);
        int count = 1, next = at + 3;
        int wanted = isUnicode ? 1 : _escaped[0] switch { >= 0xF0 => 4, >= 0xE0 => 3, >= 0xC2 => 2, _ => 1 };
        while (count < wanted && line[next..].StartsWith("\\x"u8))
        {
            _escaped[count++] = HexByte(line, next + 1);
            next += 4;
        }

        if (wanted > 1 && count == wanted && System.Text.Unicode.Utf8.IsValid(_escaped.AsSpan(0, count)))
        {
            Append(_escaped.AsSpan(0, count));
            return next - 1;
        }

        Append("\\u00"u8);
        Append(Digits(line, at, 2));
        return at + 2;
    }

    private static byte HexByte(ReadOnlySpan<byte> line, int at) => byte.Parse(Digits(line, at, 2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static ReadOnlySpan<byte> Digits(ReadOnlySpan<byte> line, int at, int count)
    {
        ReadOnlySpan<byte> digits = line.Length > at + count ? line.Slice(at + 1, count) : throw new JsonException("An escape is cut off.");
        return digits.ContainsAnyExcept("0123456789abcdefABCDEF"u8) ? throw new JsonException("An escape holds no digits.") : digits;
    }

    private void Append(byte c)
    {
        _json.GetSpan(1)[0] = c;
        _json.Advance(1);
    }

    private void Append(ReadOnlySpan<byte> bytes) => _json.Write(bytes);
}
