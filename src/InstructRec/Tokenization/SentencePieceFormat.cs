using System.Buffers;
using System.Collections.Immutable;
using System.Text;

namespace InstructRec.Tokenization;

/// <summary>The sentencepiece file format: one protobuf message with the pieces and two blocks of settings.</summary>
internal static class SentencePieceFormat
{
    private const int PieceField = 1;
    private const int TrainerField = 2;
    private const int NormalizerField = 3;
    private const int DenormalizerField = 5;
    private const int TextField = 1;
    private const int ScoreField = 2;
    private const int TypeField = 3;

    /// <exception cref="FormatException">The bytes are damaged or of a kind that T5 does not use.</exception>
    public static SentencePieceModel Read(ReadOnlySpan<byte> bytes)
    {
        ImmutableArray<SentencePiece>.Builder pieces = ImmutableArray.CreateBuilder<SentencePiece>();
        TrainerSettings trainer = TrainerSettings.Parse([]);
        NormalizerSettings normalizer = NormalizerSettings.Parse([]);
        var others = new ArrayBufferWriter<byte>();
        var reader = new ProtobufReader(bytes);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case PieceField:
                    pieces.Add(ReadPiece(reader.AsBytes()));
                    break;
                case TrainerField:
                    trainer = TrainerSettings.Parse(reader.AsBytes());
                    break;
                case NormalizerField:
                    normalizer = NormalizerSettings.Parse(reader.AsBytes());
                    break;
                case DenormalizerField when !NormalizerSettings.Parse(reader.AsBytes()).Rules.IsEmpty:
                    throw new FormatException("it changes decoded text by rules of its own, which T5's vocabulary does not");
                default:
                    others.Write(reader.Raw);
                    break;
            }
        }

        return new SentencePieceModel(pieces.DrainToImmutable(), trainer, normalizer, others.WrittenSpan.ToArray());
    }

    public static byte[] Write(SentencePieceModel model)
    {
        var output = new ArrayBufferWriter<byte>((model.Pieces.Count * 24) + model.Normalizer.Raw.Length);
        var writer = new ProtobufWriter(output);
        var scratch = new ArrayBufferWriter<byte>();
        var piece = new ProtobufWriter(scratch);
        foreach (SentencePiece p in model.Pieces)
        {
            scratch.ResetWrittenCount();
            piece.WriteBytes(TextField, Encoding.UTF8.GetBytes(p.Text));
            piece.WriteSingle(ScoreField, p.Score);
            if (p.Type != SentencePieceType.Normal)
            {
                piece.WriteVarint(TypeField, (ulong)p.Type);
            }

            writer.WriteBytes(PieceField, scratch.WrittenSpan);
        }

        writer.WriteBytes(TrainerField, model.Trainer.Raw);
        writer.WriteBytes(NormalizerField, model.Normalizer.Raw);
        writer.WriteRaw(model.OtherFields);
        return output.WrittenSpan.ToArray();
    }

    private static SentencePiece ReadPiece(ReadOnlySpan<byte> message)
    {
        string text = string.Empty;
        float score = 0;
        long type = (long)SentencePieceType.Normal;
        var reader = new ProtobufReader(message);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case TextField:
                    text = StrictText.Decode(reader.AsBytes());
                    break;
                case ScoreField:
                    score = reader.AsSingle();
                    break;
                case TypeField:
                    type = reader.AsInteger();
                    break;
            }
        }

        return new SentencePiece(text, score, (SentencePieceType)(type is >= 0 and <= 6 ? (int)type : 0));
    }
}
