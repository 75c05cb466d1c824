using System.Runtime.InteropServices;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>The CUDA runtime library of this process, for what TorchSharp does not bind.</summary>
internal static unsafe class CudaRuntime
{
    /// <summary>The library, or <see langword="null"/>.</summary>
    public static nint? Find()
    {
        foreach (string name in new[] { "libcudart.so.13", "libcudart.so.12", "libcudart.so", "cudart64_13.dll", "cudart64_12.dll" })
        {
            if (NativeLibrary.TryLoad(name, out nint library))
            {
                return library;
            }
        }

        return null;
    }

    /// <summary>Bytes in use on the device, by all that run there; <see langword="null"/> where it cannot be asked.</summary>
    public static long? UsedBytes()
    {
        if (Find() is not { } library || !NativeLibrary.TryGetExport(library, "cudaMemGetInfo", out nint address))
        {
            return null;
        }

        nuint free, total;
        return ((delegate* unmanaged[Cdecl]<nuint*, nuint*, int>)address)(&free, &total) == 0 ? (long)(total - free) : null;
    }
}
