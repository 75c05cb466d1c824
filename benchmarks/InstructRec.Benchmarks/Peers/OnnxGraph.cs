using System.Buffers;
using System.Runtime.InteropServices;
using System.Text;
using InstructRec.Tokenization;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Peers;

/// <summary>Builds an ONNX model in memory: nodes in the order in which they run, weights, inputs, outputs.</summary>
/// <remarks>Field numbers are those of onnx.proto, version 1.16 (operator set 20, which has GELU's tanh form).</remarks>
internal sealed class OnnxGraph
{
    private const int Float = 1, Int64 = 7;
    private readonly ArrayBufferWriter<byte> _graph = new();
    private readonly HashSet<string> _weights = new(StringComparer.Ordinal);
    private int _names;

    /// <summary>An input of float32 or int64; a dimension below 0 is free.</summary>
    public string Input(string name, bool isFloat, params long[] shape)
    {
        Write(_graph).WriteBytes(11, ValueInfo(name, isFloat ? Float : Int64, shape));
        return name;
    }

    /// <summary>Makes a value an output.</summary>
    public void Output(string value, params long[] shape) => Write(_graph).WriteBytes(12, ValueInfo(value, Float, shape));

    /// <summary>A float32 weight of a parameter, turned over where asked; once a name.</summary>
    public string Weight(string name, Tensor parameter, bool transposed = false)
    {
        if (_weights.Add(name))
        {
            using DisposeScope scope = NewDisposeScope();
            using IDisposable grad = no_grad();
            Tensor dense = (transposed ? parameter.t() : parameter).detach().to_type(ScalarType.Float32).contiguous();
            Initializer(name, Float, dense.shape, dense.bytes);
        }

        return name;
    }

    /// <summary>A constant list of whole numbers.</summary>
    public string Whole(params long[] values)
    {
        string name = Name("whole");
        Initializer(name, Int64, [values.Length], MemoryMarshal.AsBytes<long>(values));
        return name;
    }

    /// <summary>A constant number.</summary>
    public string Number(float value)
    {
        string name = Name("number");
        Initializer(name, Float, [], MemoryMarshal.AsBytes<float>([value]));
        return name;
    }

    /// <summary>An operator with one result.</summary>
    public string Node(string type, IReadOnlyList<string> inputs, params (string Name, object Value)[] attributes) => Named(Name(type), type, inputs, attributes);

    /// <summary>An operator whose result has a name.</summary>
    public string Named(string output, string type, IReadOnlyList<string> inputs, params (string Name, object Value)[] attributes)
    {
        ArrayBufferWriter<byte> node = new();
        ProtobufWriter writer = Write(node);
        foreach (string input in inputs)
        {
            writer.WriteBytes(1, Encoding.UTF8.GetBytes(input));
        }

        writer.WriteBytes(2, Encoding.UTF8.GetBytes(output));
        writer.WriteBytes(4, Encoding.UTF8.GetBytes(type));
        foreach ((string name, object value) in attributes)
        {
            writer.WriteBytes(5, Attribute(name, value));
        }

        Write(_graph).WriteBytes(1, node.WrittenSpan);
        return output;
    }

    /// <summary>The model's bytes.</summary>
    public byte[] Build()
    {
        Write(_graph).WriteBytes(2, "instructrec"u8);
        ArrayBufferWriter<byte> set = new(), model = new(_graph.WrittenCount + 64);
        Write(set).WriteBytes(1, []);
        Write(set).WriteVarint(2, 20);
        Write(model).WriteVarint(1, 9);
        Write(model).WriteBytes(7, _graph.WrittenSpan);
        Write(model).WriteBytes(8, set.WrittenSpan);
        return model.WrittenSpan.ToArray();
    }

    private static ProtobufWriter Write(ArrayBufferWriter<byte> output) => new(output);

    private static byte[] Attribute(string name, object value)
    {
        ArrayBufferWriter<byte> attribute = new();
        ProtobufWriter writer = Write(attribute);
        writer.WriteBytes(1, Encoding.UTF8.GetBytes(name));
        switch (value)
        {
            case long number:
                writer.WriteVarint(3, unchecked((ulong)number));
                writer.WriteVarint(20, 2);
                break;
            case string text:
                writer.WriteBytes(4, Encoding.UTF8.GetBytes(text));
                writer.WriteVarint(20, 3);
                break;
            case long[] numbers:
                foreach (long number in numbers)
                {
                    writer.WriteVarint(8, unchecked((ulong)number));
                }

                writer.WriteVarint(20, 7);
                break;
            default:
                throw new ArgumentException("An attribute is a number, a text or numbers.", nameof(value));
        }

        return attribute.WrittenSpan.ToArray();
    }

    private static byte[] ValueInfo(string name, int type, long[] shape)
    {
        ArrayBufferWriter<byte> dimensions = new(), tensorType = new(), kind = new(), value = new();
        for (int i = 0; i < shape.Length; i++)
        {
            ArrayBufferWriter<byte> dimension = new();
            if (shape[i] < 0)
            {
                Write(dimension).WriteBytes(2, Encoding.UTF8.GetBytes(FormattableString.Invariant($"{name}_{i}")));
            }
            else
            {
                Write(dimension).WriteVarint(1, (ulong)shape[i]);
            }

            Write(dimensions).WriteBytes(1, dimension.WrittenSpan);
        }

        Write(tensorType).WriteVarint(1, (ulong)type);
        Write(tensorType).WriteBytes(2, dimensions.WrittenSpan);
        Write(kind).WriteBytes(1, tensorType.WrittenSpan);
        Write(value).WriteBytes(1, Encoding.UTF8.GetBytes(name));
        Write(value).WriteBytes(2, kind.WrittenSpan);
        return value.WrittenSpan.ToArray();
    }

    private void Initializer(string name, int type, ReadOnlySpan<long> shape, ReadOnlySpan<byte> bytes)
    {
        ArrayBufferWriter<byte> tensor = new(bytes.Length + 256);
        ProtobufWriter writer = Write(tensor);
        foreach (long size in shape)
        {
            writer.WriteVarint(1, (ulong)size);
        }

        writer.WriteVarint(2, (ulong)type);
        writer.WriteBytes(8, Encoding.UTF8.GetBytes(name));
        writer.WriteBytes(9, bytes);
        Write(_graph).WriteBytes(5, tensor.WrittenSpan);
    }

    private string Name(string kind) => FormattableString.Invariant($"{kind}_{_names++}");
}
