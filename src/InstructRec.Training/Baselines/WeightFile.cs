using System.Text;
using InstructRec.Checkpoints;

namespace InstructRec.Training.Baselines;

/// <summary>A trained baseline as a file: its kind, two sizes, and named arrays of float32, little-endian.</summary>
internal static class WeightFile
{
    public static void Write(string path, string kind, IReadOnlyDictionary<string, float[]> weights, int width, int heads) => AtomicFile.Write(path, stream =>
    {
        using BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true);
        writer.Write(kind);
        writer.Write(width);
        writer.Write(heads);
        writer.Write(weights.Count);
        foreach ((string name, float[] values) in weights.OrderBy(w => w.Key, StringComparer.Ordinal))
        {
            writer.Write(name);
            writer.Write(values.Length);
            foreach (float value in values)
            {
                writer.Write(value);
            }
        }
    });

    public static (Dictionary<string, float[]> Weights, int Width, int Heads) Read(string path, string kind)
    {
        try
        {
            using BinaryReader reader = new(File.OpenRead(path), Encoding.UTF8);
            string found = reader.ReadString();
            if (found != kind)
            {
                throw Fault(path, $"the file is not a {kind}", null);
            }

            int width = reader.ReadInt32();
            int heads = reader.ReadInt32();
            Dictionary<string, float[]> weights = new(StringComparer.Ordinal);
            for (int count = reader.ReadInt32(); count > 0; count--)
            {
                string name = reader.ReadString();
                int length = reader.ReadInt32();
                byte[] bytes = length >= 0 && length <= (reader.BaseStream.Length - reader.BaseStream.Position) / sizeof(float)
                    ? reader.ReadBytes(length * sizeof(float)) : throw Fault(path, "the file ends too soon", null);
                weights[name] = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, float>(bytes).ToArray();
            }

            return (weights, width, heads);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            throw Fault(path, $"the trained baseline cannot be read ({e.Message.TrimEnd('.')})", e);
        }
    }

    private static InstructRecException Fault(string path, string what, Exception? inner) =>
        new(InstructRecErrorKind.Storage, what, path, "Delete it and train again", innerException: inner);
}
