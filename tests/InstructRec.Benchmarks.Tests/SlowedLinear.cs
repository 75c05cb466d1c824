using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using InstructRec.Runtime;
using InstructRec.T5;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Tests;

/// <summary>oneDNN's linear as libtorch exports it, and the same made slow on purpose: every product is computed twice.</summary>
internal static unsafe class SlowedLinear
{
    private static readonly nint Real = NativeFunctions.Find(OneDnnLinear.Symbol, NativeFunctions.Libtorch);

    /// <summary>Twice the work, the same result.</summary>
    public static OneDnnLinear Create() => new(() => Real == 0 ? 0 : (nint)(delegate* unmanaged[Cdecl]<nint, nint, nint*, byte*, double**, long, byte**, nint*, int>)&Twice);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Twice(nint x, nint weight, nint* bias, byte* activation, double** scalars, long count, byte** algorithm, nint* result)
    {
        var linear = (delegate* unmanaged[Cdecl]<nint, nint, nint*, byte*, double**, long, byte**, nint*, int>)Real;
        if (linear(x, weight, bias, activation, scalars, count, algorithm, result) is not 0 and int status)
        {
            return status;
        }

        Tensor.UnsafeCreateTensor(*result).Dispose();
        return linear(x, weight, bias, activation, scalars, count, algorithm, result);
    }
}
