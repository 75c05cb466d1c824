using TorchSharp;

namespace InstructRec.Checkpoints;

/// <summary>What follows from an element type.</summary>
internal static class SafetensorsTypes
{
    public static int Size(this SafetensorsType type) => type switch
    {
        SafetensorsType.BOOL or SafetensorsType.U8 or SafetensorsType.I8 => 1,
        SafetensorsType.I16 or SafetensorsType.F16 or SafetensorsType.BF16 => 2,
        SafetensorsType.I32 or SafetensorsType.F32 => 4,
        _ => 8,
    };

    public static torch.ScalarType ToScalarType(this SafetensorsType type) => type switch
    {
        SafetensorsType.BOOL => torch.ScalarType.Bool,
        SafetensorsType.U8 => torch.ScalarType.Byte,
        SafetensorsType.I8 => torch.ScalarType.Int8,
        SafetensorsType.I16 => torch.ScalarType.Int16,
        SafetensorsType.I32 => torch.ScalarType.Int32,
        SafetensorsType.I64 => torch.ScalarType.Int64,
        SafetensorsType.F16 => torch.ScalarType.Float16,
        SafetensorsType.BF16 => torch.ScalarType.BFloat16,
        SafetensorsType.F32 => torch.ScalarType.Float32,
        _ => torch.ScalarType.Float64,
    };

    public static SafetensorsType FromScalarType(torch.ScalarType type) => type switch
    {
        torch.ScalarType.Bool => SafetensorsType.BOOL,
        torch.ScalarType.Byte => SafetensorsType.U8,
        torch.ScalarType.Int8 => SafetensorsType.I8,
        torch.ScalarType.Int16 => SafetensorsType.I16,
        torch.ScalarType.Int32 => SafetensorsType.I32,
        torch.ScalarType.Int64 => SafetensorsType.I64,
        torch.ScalarType.Float16 => SafetensorsType.F16,
        torch.ScalarType.BFloat16 => SafetensorsType.BF16,
        torch.ScalarType.Float32 => SafetensorsType.F32,
        torch.ScalarType.Float64 => SafetensorsType.F64,
        _ => throw new ArgumentException($"A safetensors file has no element type for {type}.", nameof(type)),
    };
}
