using System.Globalization;
using InstructRec.Runtime;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>What a table was measured on.</summary>
internal static class Machine
{
    /// <summary>Processor, threads, and how busy it was.</summary>
    public static string Describe(DeviceName device)
    {
        string processor = "unknown processor", load = string.Empty;
        if (File.Exists("/proc/cpuinfo"))
        {
            processor = File.ReadLines("/proc/cpuinfo").FirstOrDefault(l => l.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim() ?? processor;
            load = $", load {File.ReadAllText("/proc/loadavg").Split(' ')[0]}";
        }

        return string.Create(CultureInfo.InvariantCulture, $"{processor}, {Environment.ProcessorCount} cores, {get_num_threads()} threads used{load}, device {device}, {Environment.OSVersion.Platform}, .NET {Environment.Version}");
    }
}
