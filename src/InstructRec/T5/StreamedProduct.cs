using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace InstructRec.T5;

/// <summary>The loops of <see cref="StreamedLinear"/> over plain memory.</summary>
/// <remarks>
/// Every sum is of two vectors of eight partial sums, for one row as for four, so that both give the same bits. Reading one row of the weight after the other keeps the processor's
/// own reading ahead going; two rows at once halved the speed. Compiled with all optimizations at once: the first products of a process are no slower than later ones.
/// </remarks>
/// <param name="Weight">[outputs, inputs] of float32, or of bfloat16.</param>
/// <param name="Given">[rows, inputs] of float32; for bfloat16 as <see cref="Widen"/> lays it out.</param>
/// <param name="Written">[rows, outputs] of the weight's type.</param>
/// <param name="Rows">Rows of what is given.</param>
/// <param name="Inputs">Numbers of a row, a multiple of <see cref="Block"/>.</param>
/// <param name="Outputs">Rows of the weight.</param>
/// <param name="Half">Whether the weight is of bfloat16.</param>
internal readonly unsafe record struct StreamedProduct(nint Weight, nint Given, nint Written, int Rows, int Inputs, int Outputs, bool Half)
{
    /// <summary>A row's length must be a multiple of it.</summary>
    public const int Block = 32;

    /// <summary>Rows whose sums are taken together.</summary>
    private const int Together = 4;

    /// <summary>Rows of bfloat16 to float32: of each row first the numbers at even places, then those at odd ones, as a vector of pairs holds them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Widen(ushort* from, float* to, int rows, int inputs)
    {
        for (int row = 0; row < rows; row++, from += inputs, to += inputs)
        {
            for (int i = 0; i < inputs; i++)
            {
                to[((i & 1) * (inputs / 2)) + (i / 2)] = BitConverter.UInt32BitsToSingle((uint)from[i] << 16);
            }
        }
    }

    /// <summary>The products with some rows of the weight.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="end">The row after the last.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Run(int first, int end)
    {
        float* sums = stackalloc float[Together];
        for (int output = first; output < end; output++)
        {
            for (int row = 0; row < Rows; row += Together)
            {
                int count = Math.Min(Together, Rows - row);
                float* x = (float*)Given + ((long)row * Inputs);
                if (Half)
                {
                    HalfSums((ushort*)Weight + ((long)output * Inputs), x, count, sums);
                }
                else
                {
                    Sums((float*)Weight + ((long)output * Inputs), x, count, sums);
                }

                for (int i = 0; i < count; i++)
                {
                    Write(((long)(row + i) * Outputs) + output, sums[i]);
                }
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sums(float* weight, float* x, int count, float* sums)
    {
        Vector256<float> a = default, b = default;
        if (count == 1)
        {
            for (int i = 0; i < Inputs; i += 16)
            {
                a = Vector256.FusedMultiplyAdd(Vector256.Load(weight + i), Vector256.Load(x + i), a);
                b = Vector256.FusedMultiplyAdd(Vector256.Load(weight + i + 8), Vector256.Load(x + i + 8), b);
            }

            sums[0] = Vector256.Sum(a + b);
            return;
        }

        // What is not asked for repeats the first row.
        float* x1 = x + Inputs, x2 = count > 2 ? x1 + Inputs : x, x3 = count > 3 ? x2 + Inputs : x;
        Vector256<float> a1 = default, b1 = default, a2 = default, b2 = default, a3 = default, b3 = default;
        for (int i = 0; i < Inputs; i += 16)
        {
            Vector256<float> w = Vector256.Load(weight + i), v = Vector256.Load(weight + i + 8);
            a = Vector256.FusedMultiplyAdd(w, Vector256.Load(x + i), a);
            b = Vector256.FusedMultiplyAdd(v, Vector256.Load(x + i + 8), b);
            a1 = Vector256.FusedMultiplyAdd(w, Vector256.Load(x1 + i), a1);
            b1 = Vector256.FusedMultiplyAdd(v, Vector256.Load(x1 + i + 8), b1);
            a2 = Vector256.FusedMultiplyAdd(w, Vector256.Load(x2 + i), a2);
            b2 = Vector256.FusedMultiplyAdd(v, Vector256.Load(x2 + i + 8), b2);
            a3 = Vector256.FusedMultiplyAdd(w, Vector256.Load(x3 + i), a3);
            b3 = Vector256.FusedMultiplyAdd(v, Vector256.Load(x3 + i + 8), b3);
        }

        (sums[0], sums[1], sums[2], sums[3]) = (Vector256.Sum(a + b), Vector256.Sum(a1 + b1), Vector256.Sum(a2 + b2), Vector256.Sum(a3 + b3));
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void HalfSums(ushort* weight, float* x, int count, float* sums)
    {
        int half = Inputs / 2;
        Vector256<float> a = default, b = default;
        if (count == 1)
        {
            for (int i = 0; i < half; i += 8)
            {
                Vector256<uint> pairs = Vector256.Load((uint*)weight + i);
                a = Vector256.FusedMultiplyAdd(Even(pairs), Vector256.Load(x + i), a);
                b = Vector256.FusedMultiplyAdd(Odd(pairs), Vector256.Load(x + half + i), b);
            }

            sums[0] = Vector256.Sum(a + b);
            return;
        }

        float* x1 = x + Inputs, x2 = count > 2 ? x1 + Inputs : x, x3 = count > 3 ? x2 + Inputs : x;
        Vector256<float> a1 = default, b1 = default, a2 = default, b2 = default, a3 = default, b3 = default;
        for (int i = 0; i < half; i += 8)
        {
            Vector256<uint> pairs = Vector256.Load((uint*)weight + i);
            Vector256<float> even = Even(pairs), odd = Odd(pairs);
            a = Vector256.FusedMultiplyAdd(even, Vector256.Load(x + i), a);
            b = Vector256.FusedMultiplyAdd(odd, Vector256.Load(x + half + i), b);
            a1 = Vector256.FusedMultiplyAdd(even, Vector256.Load(x1 + i), a1);
            b1 = Vector256.FusedMultiplyAdd(odd, Vector256.Load(x1 + half + i), b1);
            a2 = Vector256.FusedMultiplyAdd(even, Vector256.Load(x2 + i), a2);
            b2 = Vector256.FusedMultiplyAdd(odd, Vector256.Load(x2 + half + i), b2);
            a3 = Vector256.FusedMultiplyAdd(even, Vector256.Load(x3 + i), a3);
            b3 = Vector256.FusedMultiplyAdd(odd, Vector256.Load(x3 + half + i), b3);
        }

        (sums[0], sums[1], sums[2], sums[3]) = (Vector256.Sum(a + b), Vector256.Sum(a1 + b1), Vector256.Sum(a2 + b2), Vector256.Sum(a3 + b3));
    }

    private void Write(long place, float sum)
    {
        if (!Half)
        {
            ((float*)Written)[place] = sum;
            return;
        }

        // To the nearest, to even between two; what is no number stays none.
        uint bits = BitConverter.SingleToUInt32Bits(sum);
        ((ushort*)Written)[place] = float.IsNaN(sum) ? (ushort)0x7FC0 : (ushort)((bits + 0x7FFF + ((bits >> 16) & 1)) >> 16);
    }

    /// <summary>The lower halves of pairs of bfloat16.</summary>
    private static Vector256<float> Even(Vector256<uint> pairs) => Vector256.ShiftLeft(pairs, 16).AsSingle();

    /// <summary>The upper halves.</summary>
    private static Vector256<float> Odd(Vector256<uint> pairs) => (pairs & Vector256.Create(0xFFFF0000u)).AsSingle();
}
