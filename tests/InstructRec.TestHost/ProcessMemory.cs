using System.Globalization;

namespace InstructRec.TestHost;

/// <summary>What Linux says of this process's memory, in bytes.</summary>
internal static class ProcessMemory
{
    public static long Resident => Read("VmRSS:");

    public static long Peak => Read("VmHWM:");

    public static long Anonymous => Read("RssAnon:");

    private static long Read(string name) => long.Parse(
        File.ReadLines("/proc/self/status").First(l => l.StartsWith(name, StringComparison.Ordinal)).Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries)[1],
        CultureInfo.InvariantCulture) * 1024;
}
