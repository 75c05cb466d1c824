using System.Globalization;

namespace InstructRec.Training.Batches;

/// <summary>How much memory this process may still take: the machine's, or its container's where that is less.</summary>
internal static class MachineMemory
{
    private const string ControlGroup = "/sys/fs/cgroup";

    /// <summary>Bytes; what .NET says where the system has no such files.</summary>
    public static long Available() => Least(OfMachine(), OfContainer(ControlGroup)) ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes;

    /// <summary>What a container's limit leaves; <see langword="null"/> without one. Cached files count as free: the kernel gives them up first.</summary>
    internal static long? OfContainer(string folder)
    {
        long? limit = Number(Path.Combine(folder, "memory.max")) ?? Number(Path.Combine(folder, "memory", "memory.limit_in_bytes"));
        long? used = Number(Path.Combine(folder, "memory.current")) ?? Number(Path.Combine(folder, "memory", "memory.usage_in_bytes"));
        if (limit is null or > 1L << 50 || used is null)
        {
            return null;
        }

        long cached = Field(Path.Combine(folder, "memory.stat"), "inactive_file ") ?? Field(Path.Combine(folder, "memory", "memory.stat"), "total_inactive_file ") ?? 0;
        return Math.Max(0, limit.Value - Math.Max(0, used.Value - cached));
    }

    private static long? OfMachine() => Field("/proc/meminfo", "MemAvailable:") is { } kilobytes ? kilobytes * 1024 : null;

    private static long? Least(long? one, long? other) => one is null ? other : other is null ? one : Math.Min(one.Value, other.Value);

    private static long? Number(string path) => Read(path) is { Count: > 0 } lines && long.TryParse(lines[0], NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null;

    private static long? Field(string path, string name) =>
        Read(path).FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal)) is { } line
        && long.TryParse(line[name.Length..].Replace("kB", string.Empty, StringComparison.Ordinal).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? value
            : null;

    private static IReadOnlyList<string> Read(string path)
    {
        try
        {
            return File.ReadAllLines(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
