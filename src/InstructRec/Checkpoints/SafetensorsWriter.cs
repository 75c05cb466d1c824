using System.Buffers.Binary;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Checkpoints;

/// <summary>Writes safetensors files that Hugging Face's libraries read.</summary>
public static class SafetensorsWriter
{
    private const long ChunkElements = 1 << 19;

    /// <summary>Writes tensors to a file, whole or not at all.</summary>
    /// <param name="path">The file; replaced if it exists, kept as it was if writing fails.</param>
    /// <param name="tensors">The tensors by name, on any device; they are only read.</param>
    /// <param name="floatingType">The type to store floating-point tensors in; each one's own by default.</param>
    /// <exception cref="InstructRecException">No room, no permission, no such folder (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public static void Write(string path, IReadOnlyDictionary<string, Tensor> tensors, ScalarType? floatingType = null)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        AtomicFile.Write(path, stream => Write(stream, tensors, floatingType));
    }

    internal static void Write(Stream stream, IReadOnlyDictionary<string, Tensor> tensors, ScalarType? floatingType)
    {
        // Wide elements first keeps every tensor aligned; names then make the bytes a function of the content.
        (string Name, Tensor Tensor, SafetensorsType Type)[] ordered =
            [.. tensors.Select(t => (t.Key, t.Value, StoredType(t.Value, floatingType))).OrderByDescending(t => t.Item3.Size()).ThenBy(t => t.Key, StringComparer.Ordinal)];
        byte[] header = Header(ordered);
        Span<byte> length = stackalloc byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(length, (ulong)header.Length);
        stream.Write(length);
        stream.Write(header);
        foreach ((_, Tensor tensor, SafetensorsType type) in ordered)
        {
            WriteData(stream, tensor, type.ToScalarType());
        }
    }

    internal static SafetensorsType StoredType(Tensor tensor, ScalarType? floatingType) =>
        SafetensorsTypes.FromScalarType(floatingType is { } wanted && tensor.is_floating_point() ? wanted : tensor.dtype);

    private static byte[] Header((string Name, Tensor Tensor, SafetensorsType Type)[] tensors)
    {
        using MemoryStream buffer = new();
        using (Utf8JsonWriter json = new(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("__metadata__");

            // transformers 4 refuses files that do not say so.
            json.WriteString("format", "pt");
            json.WriteEndObject();
            long offset = 0;
            foreach ((string name, Tensor tensor, SafetensorsType type) in tensors)
            {
                json.WriteStartObject(name);
                json.WriteString("dtype", type.ToString());
                json.WriteStartArray("shape");
                foreach (long size in tensor.shape)
                {
                    json.WriteNumberValue(size);
                }

                json.WriteEndArray();
                json.WriteStartArray("data_offsets");
                json.WriteNumberValue(offset);
                offset += tensor.numel() * type.Size();
                json.WriteNumberValue(offset);
                json.WriteEndArray();
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        while (buffer.Length % 8 != 0)
        {
            buffer.WriteByte((byte)' ');
        }

        return buffer.ToArray();
    }

    private static void WriteData(Stream stream, Tensor tensor, ScalarType type)
    {
        using IDisposable grad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Tensor flat = tensor.detach().contiguous().view(-1);
        long count = flat.numel();
        for (long first = 0; first < count; first += ChunkElements)
        {
            using DisposeScope inner = NewDisposeScope();
            Tensor part = flat.narrow(0, first, Math.Min(ChunkElements, count - first)).to(type).cpu();
            stream.Write(part.bytes);
        }
    }
}
