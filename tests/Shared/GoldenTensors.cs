using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text.Json;

namespace InstructRec.Testing;

/// <summary>Reads the tensors of a golden safetensors file (F32 and I64) without any code of the library under test.</summary>
internal sealed class GoldenTensors
{
    private readonly byte[] _file;
    private readonly JsonElement _header;
    private readonly int _data;

    public GoldenTensors(string path)
    {
        _file = File.ReadAllBytes(path);
        int length = checked((int)BinaryPrimitives.ReadInt64LittleEndian(_file));
        _header = JsonSerializer.Deserialize<JsonElement>(_file.AsSpan(8, length));
        _data = 8 + length;
    }

    public IEnumerable<string> Names => _header.EnumerateObject().Select(p => p.Name).Where(n => n != "__metadata__");

    public long[] Shape(string name) => [.. _header.GetProperty(name).GetProperty("shape").EnumerateArray().Select(v => v.GetInt64())];

    public float[] Floats(string name) => MemoryMarshal.Cast<byte, float>(Bytes(name, "F32")).ToArray();

    public long[] Longs(string name) => MemoryMarshal.Cast<byte, long>(Bytes(name, "I64")).ToArray();

    private ReadOnlySpan<byte> Bytes(string name, string type)
    {
        JsonElement entry = _header.GetProperty(name);
        if (entry.GetProperty("dtype").GetString() != type)
        {
            throw new InvalidOperationException($"{name} is {entry.GetProperty("dtype").GetString()}, not {type}.");
        }

        JsonElement offsets = entry.GetProperty("data_offsets");
        return _file.AsSpan(_data + offsets[0].GetInt32(), offsets[1].GetInt32() - offsets[0].GetInt32());
    }
}
