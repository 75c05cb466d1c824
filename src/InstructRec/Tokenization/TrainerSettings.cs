using System.Buffers;

namespace InstructRec.Tokenization;

/// <summary>What a model says about how it was trained (the format's trainer_spec): the marks and the kind. Kept raw for writing.</summary>
internal sealed class TrainerSettings
{
    private const int ModelTypeField = 3;
    private const int VocabularySizeField = 4;
    private const int WhitespaceAsSuffixField = 24;
    private const int ByteFallbackField = 35;
    private const int UnknownIdField = 40;
    private const int BeginIdField = 41;
    private const int EndIdField = 42;
    private const int PadIdField = 43;
    private const int UnknownSurfaceField = 44;
    private const int EndPieceField = 47;
    private const int PadPieceField = 48;
    private const long Unigram = 1;

    private readonly byte[] _raw;

    private TrainerSettings(byte[] raw) => _raw = raw;

    public string EndPiece { get; private set; } = "</s>";

    public string PadPiece { get; private set; } = "<pad>";

    /// <summary>What stands for an unknown piece in decoded text.</summary>
    public string UnknownSurface { get; private set; } = " \u2047 ";

    public ReadOnlySpan<byte> Raw => _raw;

    public static TrainerSettings Parse(ReadOnlySpan<byte> raw)
    {
        var settings = new TrainerSettings(raw.ToArray());
        var reader = new ProtobufReader(raw);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case ModelTypeField when reader.AsInteger() != Unigram:
                    throw new FormatException($"it is a {NameOf(reader.AsInteger())} model, and T5 needs a unigram model");
                case ByteFallbackField when reader.AsInteger() != 0:
                    throw new FormatException("it falls back to bytes, as mT5's does and T5's does not");
                case WhitespaceAsSuffixField when reader.AsInteger() != 0:
                    throw new FormatException("it keeps spaces at the end of words, which T5's vocabulary does not");
                case UnknownSurfaceField:
                    settings.UnknownSurface = StrictText.Decode(reader.AsBytes());
                    break;
                case EndPieceField:
                    settings.EndPiece = StrictText.Decode(reader.AsBytes());
                    break;
                case PadPieceField:
                    settings.PadPiece = StrictText.Decode(reader.AsBytes());
                    break;
            }
        }

        return settings;
    }

    /// <summary>The same settings for a vocabulary of another size whose marks have other ids (-1 where it has no such mark).</summary>
    public TrainerSettings Renumbered(int vocabularySize, int padId, int endId, int unknownId)
    {
        var output = new ArrayBufferWriter<byte>(_raw.Length + 64);
        var writer = new ProtobufWriter(output);
        var reader = new ProtobufReader(_raw);
        while (reader.Read())
        {
            if (reader.Field is not (VocabularySizeField or UnknownIdField or BeginIdField or EndIdField or PadIdField))
            {
                writer.WriteRaw(reader.Raw);
            }
        }

        writer.WriteVarint(VocabularySizeField, (ulong)vocabularySize);
        writer.WriteVarint(UnknownIdField, unchecked((ulong)unknownId));
        writer.WriteVarint(BeginIdField, unchecked((ulong)-1L));
        writer.WriteVarint(EndIdField, unchecked((ulong)endId));
        writer.WriteVarint(PadIdField, unchecked((ulong)padId));
        return Parse(output.WrittenSpan);
    }

    private static string NameOf(long kind) => kind switch { 2 => "byte-pair (BPE)", 3 => "word", 4 => "character", _ => "foreign" };
}
