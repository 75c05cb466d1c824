using System.Buffers;
using InstructRec.Tokenization;

namespace InstructRec.Testing;

/// <summary>Makes T5's vocabulary loadable for Microsoft.ML.Tokenizers 2.0.1, which needs every model to have a begin mark.</summary>
internal static class PackageTokenizer
{
    private const int TrainerField = 2;
    private const int BeginIdField = 41;
    private const int BeginPieceField = 46;

    public static byte[] Patch(byte[] model)
    {
        var output = new ArrayBufferWriter<byte>(model.Length + 64);
        var writer = new ProtobufWriter(output);
        var reader = new ProtobufReader(model);
        while (reader.Read())
        {
            if (reader.Field != TrainerField)
            {
                writer.WriteRaw(reader.Raw);
                continue;
            }

            var trainer = new ArrayBufferWriter<byte>();
            trainer.Write(reader.Bytes);
            var appended = new ProtobufWriter(trainer);
            appended.WriteVarint(BeginIdField, 0);
            appended.WriteBytes(BeginPieceField, "<pad>"u8);
            writer.WriteBytes(TrainerField, trainer.WrittenSpan);
        }

        return output.WrittenSpan.ToArray();
    }
}
