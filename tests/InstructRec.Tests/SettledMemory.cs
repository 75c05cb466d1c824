using static TorchSharp.torch;

namespace InstructRec.Tests;

/// <summary>Live tensors and resident bytes once the garbage of earlier tests is gone, whose finalizers would otherwise change the count in between.</summary>
internal static class SettledMemory
{
    public static long LiveTensors()
    {
        Collect();
        return Tensor.TotalCount;
    }

    public static long ResidentBytes()
    {
        Collect();
        using System.Diagnostics.Process process = System.Diagnostics.Process.GetCurrentProcess();
        return process.WorkingSet64;
    }

    private static void Collect()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }
}
