using System.Buffers;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>x W^T of a few rows, whose time is that of reading the weight: row after row of it by .NET's 256-bit vectors, each read once.</summary>
/// <remarks>
/// libtorch's products of one row read a weight at a third of the speed of the memory. Sums are in float32 whatever the type, and a row's bits depend neither on the rows beside it nor
/// on how many threads take part. Thread-safe.
/// </remarks>
/// <param name="isSupported">Whether the processor has the vectors.</param>
internal sealed unsafe class StreamedLinear(bool isSupported) : ILinearProduct
{
    /// <summary>The most rows it takes.</summary>
    public const int MostRows = 16;

    /// <summary>Bytes of a weight for which one more thread is woken: reading them takes many times as long as the waking.</summary>
    private const long PartBytes = 4 << 20;

    /// <summary>On this process's processor.</summary>
    public static StreamedLinear OfProcess { get; } = new(Vector256.IsHardwareAccelerated && Avx2.IsSupported && Fma.IsSupported);

    /// <summary>How many threads would read a weight: as many as libtorch may use, but none for little.</summary>
    public static int Parts(Tensor weight, int threads) => (int)Math.Clamp(weight.numel() * weight.element_size() / PartBytes, 1, threads);

    /// <summary>float32 or bfloat16, dense, on a CPU with AVX2, 1 to <see cref="MostRows"/> rows of a multiple of 32 numbers, and no gradient asked for.</summary>
    public bool CanRun(Tensor x, Tensor weight)
    {
        if (!isSupported || x.device_type != DeviceType.CPU || weight.device_type != DeviceType.CPU || weight.dim() != 2)
        {
            return false;
        }

        long inputs = weight.size(1);
        return inputs > 0 && inputs % StreamedProduct.Block == 0
            && x.dim() > 0 && x.size(-1) == inputs
            && x.numel() / inputs is >= 1 and <= MostRows
            && weight.dtype is ScalarType.Float32 or ScalarType.BFloat16
            && x.dtype == weight.dtype
            && !(is_grad_enabled() && (x.requires_grad || weight.requires_grad))
            && weight.is_contiguous()
            && weight.numel() * weight.element_size() <= int.MaxValue;
    }

    /// <inheritdoc/>
    public Tensor Apply(Tensor x, Tensor weight)
    {
        long[] shape = x.shape;
        int outputs = (int)weight.size(0), inputs = (int)weight.size(1), rows = (int)(x.numel() / inputs), parts = Parts(weight, get_num_threads());
        bool half = weight.dtype == ScalarType.BFloat16;
        shape[^1] = outputs;
        Tensor result = empty(shape, weight.dtype, CPU);
        using Tensor dense = x.contiguous();
        float[] widened = half ? ArrayPool<float>.Shared.Rent(rows * inputs) : [];
        fixed (float* wide = widened)
        fixed (byte* given = dense.bytes, matrix = weight.bytes, written = result.bytes)
        {
            if (half)
            {
                StreamedProduct.Widen((ushort*)given, wide, rows, inputs);
            }

            StreamedProduct product = new((nint)matrix, half ? (nint)wide : (nint)given, (nint)written, rows, inputs, outputs, half);
            if (parts == 1)
            {
                product.Run(0, outputs);
            }
            else
            {
                Parallel.For(0, parts, part => product.Run((int)((long)outputs * part / parts), (int)((long)outputs * (part + 1) / parts)));
            }
        }

        if (half)
        {
            ArrayPool<float>.Shared.Return(widened);
        }

        GC.KeepAlive(weight);
        return result;
    }
}
