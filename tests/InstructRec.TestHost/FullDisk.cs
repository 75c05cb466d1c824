using System.Runtime.InteropServices;

namespace InstructRec.TestHost;

/// <summary>Makes the kernel refuse to write files beyond a few kilobytes, as it does when a disk is full.</summary>
internal static class FullDisk
{
    private const int FileSizeLimit = 1;
    private const int FileSizeSignal = 25;
    private const ulong Bytes = 64 * 1024;

    public static void Simulate()
    {
        // The signal would end the process; the refused call is what a full disk gives.
        _ = Signal(FileSizeSignal, 1);
        _ = ReadLimit(FileSizeLimit, out Limit limit);
        if (SetLimit(FileSizeLimit, limit with { Soft = Bytes }) != 0)
        {
            throw new InvalidOperationException("The limit cannot be set.");
        }
    }

    [DllImport("libc", EntryPoint = "signal")]
    private static extern nint Signal(int number, nint handler);

    [DllImport("libc", EntryPoint = "getrlimit")]
    private static extern int ReadLimit(int resource, out Limit limit);

    [DllImport("libc", EntryPoint = "setrlimit")]
    private static extern int SetLimit(int resource, in Limit limit);

    [StructLayout(LayoutKind.Sequential)]
    private record struct Limit(ulong Soft, ulong Hard);
}
