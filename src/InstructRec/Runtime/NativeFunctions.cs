using System.Runtime.InteropServices;
using TorchSharp;

namespace InstructRec.Runtime;

/// <summary>Finds C functions of libraries that this process has loaded and TorchSharp does not bind.</summary>
internal static class NativeFunctions
{
    /// <summary>The bare names of libtorch's CPU library. What it depends on, such as OpenMP, is sought with it where the system's loader does so.</summary>
    public static ReadOnlySpan<string> Libtorch => (string[])["libtorch_cpu.so", "libtorch_cpu.dylib", "torch_cpu.dll", "torch_cpu"];

    /// <summary>The address of a function in the first of some libraries that has it, or in the process itself; 0 where none has.</summary>
    /// <param name="symbol">The function.</param>
    /// <param name="libraries">Their bare names.</param>
    public static nint Find(string symbol, params ReadOnlySpan<string> libraries)
    {
        // libtorch is in the process already: TorchSharp loaded it. By its bare name the loader gives that one; else it is sought beside TorchSharp and in the
        // host's native search folders (runtimes/RID/native), and last among what the process itself exports.
        foreach (string name in libraries)
        {
            if (NativeLibrary.TryLoad(name, typeof(torch.Tensor).Assembly, null, out nint library) && NativeLibrary.TryGetExport(library, symbol, out nint function))
            {
                return function;
            }
        }

        return NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), symbol, out nint own) ? own : 0;
    }
}
