using System.Collections.Immutable;

namespace InstructRec.Checkpoints;

/// <summary>One tensor of a safetensors file as its header describes it.</summary>
/// <param name="Name">The tensor's name, unique in the file.</param>
/// <param name="Type">Type of one element.</param>
/// <param name="Shape">Sizes, outermost first; empty for a scalar.</param>
/// <param name="Offset">Where its bytes begin, counted from the end of the header.</param>
/// <param name="ByteCount">How many bytes it has.</param>
public sealed record SafetensorsEntry(string Name, SafetensorsType Type, ImmutableArray<long> Shape, long Offset, long ByteCount)
{
    /// <summary>How many elements it has.</summary>
    public long ElementCount => ByteCount / Type.Size();

    /// <summary>The shape as messages print it, for example <c>[48, 32]</c>.</summary>
    internal string ShapeText => TextOf(Shape.AsSpan());

    internal static string TextOf(ReadOnlySpan<long> shape)
    {
        string[] sizes = new string[shape.Length];
        for (int i = 0; i < shape.Length; i++)
        {
            sizes[i] = shape[i].ToString(System.Globalization.CultureInfo.InvariantCulture);
        }

        return $"[{string.Join(", ", sizes)}]";
    }
}
