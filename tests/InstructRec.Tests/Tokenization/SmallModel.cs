using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using InstructRec.Tokenization;

namespace InstructRec.Tests.Tokenization;

/// <summary>Writes small sentencepiece files by hand, valid ones and ones that T5 cannot use.</summary>
internal sealed class SmallModel
{
    private readonly List<(string Text, float Score, int Type)> _pieces = [("<pad>", 0, 3), ("</s>", 0, 3), ("<unk>", 0, 2)];
    private readonly List<(int Field, ulong Value)> _trainer = [(3, 1)];
    private byte[] _rules = [];

    public static SmallModel Words(params string[] pieces)
    {
        var model = new SmallModel();
        for (int i = 0; i < pieces.Length; i++)
        {
            model.With(pieces[i], -1 - (0.25f * i));
        }

        return model;
    }

    public SmallModel With(string piece, float score, int type = 1)
    {
        _pieces.Add((piece, score, type));
        return this;
    }

    public SmallModel Without(string piece)
    {
        _pieces.RemoveAll(p => p.Text == piece);
        return this;
    }

    public SmallModel Trainer(int field, ulong value)
    {
        _trainer.Add((field, value));
        return this;
    }

    public SmallModel Rules(params (string From, string To)[] rules)
    {
        _rules = Table(rules);
        return this;
    }

    public byte[] Bytes()
    {
        var file = new ArrayBufferWriter<byte>();
        var writer = new ProtobufWriter(file);
        foreach ((string text, float score, int type) in _pieces)
        {
            writer.WriteBytes(1, Message(piece =>
            {
                piece.WriteBytes(1, Encoding.UTF8.GetBytes(text));
                piece.WriteSingle(2, score);
                piece.WriteVarint(3, (ulong)type);
            }));
        }

        writer.WriteBytes(2, Message(trainer => _trainer.ForEach(f => trainer.WriteVarint(f.Field, f.Value))));
        writer.WriteBytes(3, Message(normalizer =>
        {
            normalizer.WriteBytes(1, "by-hand"u8);
            normalizer.WriteBytes(2, _rules);
        }));
        return file.WrittenSpan.ToArray();
    }

    public SentencePieceModel Parse() => SentencePieceModel.Parse(Bytes(), "by-hand.model");

    private static byte[] Message(Action<ProtobufWriter> write)
    {
        var message = new ArrayBufferWriter<byte>();
        write(new ProtobufWriter(message));
        return message.WrittenSpan.ToArray();
    }

    /// <summary>A Darts-clone array in which every node has a block of 256 units of its own.</summary>
    private static byte[] Table((string From, string To)[] rules)
    {
        const uint Block = 256;
        List<uint> units = [.. new uint[2 * Block]];
        units[0] = Block << 10;
        List<byte> texts = [];
        foreach ((string from, string to) in rules)
        {
            uint node = 0;
            foreach (byte label in Encoding.UTF8.GetBytes(from))
            {
                uint child = (node ^ (units[(int)node] >> 10)) ^ label;
                if (units[(int)child] == 0)
                {
                    units[(int)child] = label | ((child ^ (uint)units.Count) << 10);
                    units.AddRange(new uint[Block]);
                }

                node = child;
            }

            uint leaf = node ^ (units[(int)node] >> 10);
            units[(int)node] |= 0x100;
            units[(int)leaf] = 0x8000_0000 | (uint)texts.Count;
            texts.AddRange([.. Encoding.UTF8.GetBytes(to), 0]);
        }

        byte[] table = new byte[4 + (4 * units.Count) + texts.Count];
        BinaryPrimitives.WriteUInt32LittleEndian(table, (uint)(4 * units.Count));
        for (int i = 0; i < units.Count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(table.AsSpan(4 + (4 * i)), units[i]);
        }

        texts.CopyTo(table, 4 + (4 * units.Count));
        return table;
    }
}
