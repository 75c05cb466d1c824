using System.Text;

namespace InstructRec.Tokenization;

/// <summary>
/// Brings text into the form that pieces are cut from: the model's character rules, one space between words, one before the first.
/// </summary>
/// <remarks>
/// <para>Why not the normaliser inside Microsoft.ML.Tokenizers 2.0.1: it can be reached only through a tokenizer that refuses every T5
/// vocabulary (no begin mark); it keeps 30 control characters that the rules delete; its public form leaves a letter and its accent
/// apart; it makes strings on every call; and hostile text or a damaged table make parts of it leave their arrays. The rules are the
/// model's own either way.</para>
/// <para>A space is one byte 0x20 here, and so is U+2581 (▁), by which the file format writes spaces: C++ sentencepiece cannot tell the two
/// apart after normalisation either, and one byte instead of three makes segmentation shorter.</para>
/// </remarks>
internal sealed class TextNormalizer
{
    public const byte Space = (byte)' ';

    private readonly CharacterRules _rules;
    private readonly ByteTrie? _keptWhole;
    private readonly bool[] _plain;
    private readonly bool _addDummyPrefix;
    private readonly bool _removeExtraSpaces;

    public TextNormalizer(NormalizerSettings settings, IReadOnlyList<byte[]> userDefined)
    {
        _rules = settings.Rules;
        _keptWhole = userDefined.Count > 0 ? ByteTrie.Build(userDefined) : null;
        _addDummyPrefix = settings.AddDummyPrefix;
        _removeExtraSpaces = settings.RemoveExtraSpaces;

        // A plain ASCII character followed by another ASCII character, or by nothing, stays as it is: most text goes this way.
        _plain = settings.Rules.PlainAscii.ToArray();
        _plain[Space] = false;
        foreach (byte[] kept in userDefined.Where(kept => kept[0] < 128))
        {
            _plain[kept[0]] = false;
        }
    }

    /// <summary>The ▁ sign as the file format writes it.</summary>
    public static ReadOnlySpan<byte> SpaceSign => "\u2581"u8;

    /// <summary>Writes the normal form of UTF-8 text, which must be valid.</summary>
    public void Normalize(ReadOnlySpan<byte> text, ref RentedBytes output)
    {
        int position = 0;
        if (_removeExtraSpaces)
        {
            while (position < text.Length && Next(text[position..], out int taken) is [Space])
            {
                position += taken;
            }
        }

        if (position == text.Length)
        {
            return;
        }

        if (_addDummyPrefix)
        {
            output.Add(Space);
        }

        bool afterSpace = _removeExtraSpaces;
        while (position < text.Length)
        {
            byte current = text[position];
            if (current < 128 && _plain[current] && (position + 1 == text.Length || text[position + 1] < 128))
            {
                int run = PlainRun(text, position);
                output.Add(text[position..run]);
                position = run;
                afterSpace = false;
                continue;
            }

            ReadOnlySpan<byte> replacement = Next(text[position..], out int consumed);
            position += consumed;
            if (afterSpace)
            {
                replacement = replacement.TrimStart(Space);
            }

            if (!replacement.IsEmpty)
            {
                AddMerged(ref output, replacement);
                afterSpace = _removeExtraSpaces && replacement[^1] == Space;
            }
        }

        if (_removeExtraSpaces)
        {
            output.TrimEnd(Space);
        }
    }

    private static void AddMerged(ref RentedBytes output, ReadOnlySpan<byte> text)
    {
        for (int sign = text.IndexOf(SpaceSign); sign >= 0; sign = text.IndexOf(SpaceSign))
        {
            output.Add(text[..sign]);
            output.Add(Space);
            text = text[(sign + SpaceSign.Length)..];
        }

        output.Add(text);
    }

    private int PlainRun(ReadOnlySpan<byte> text, int from)
    {
        bool[] plain = _plain;
        int end = from + 1;
        while (end < text.Length && text[end] < 128 && plain[text[end]])
        {
            end++;
        }

        // The last of the run may begin a rule together with what follows, such as a combining accent.
        return end < text.Length && text[end] >= 128 ? end - 1 : end;
    }

    /// <summary>What the beginning of <paramref name="text"/> becomes, and how many bytes that speaks for.</summary>
    private ReadOnlySpan<byte> Next(ReadOnlySpan<byte> text, out int consumed)
    {
        if (_keptWhole is not null && _keptWhole.LongestPrefix(text, out consumed) != ByteTrie.None)
        {
            return text[..consumed];
        }

        ReadOnlySpan<byte> replacement = _rules.Apply(text, out consumed);
        if (consumed > 0)
        {
            return replacement;
        }

        Rune.DecodeFromUtf8(text, out _, out consumed);
        return text[..consumed];
    }
}
