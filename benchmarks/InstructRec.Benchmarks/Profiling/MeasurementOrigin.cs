using System.Globalization;
using InstructRec.Runtime;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>How figures came about: without it they say nothing.</summary>
/// <param name="Command">The verb and its options as they were given.</param>
/// <param name="Machine">Processor, threads, and how busy it was.</param>
/// <param name="Date">The minute, UTC.</param>
internal sealed record MeasurementOrigin(string Command, string Machine, string Date)
{
    /// <summary>This process, now.</summary>
    /// <param name="verb">The verb, where its options begin.</param>
    /// <param name="device">What is measured.</param>
    public static MeasurementOrigin Now(string verb, DeviceName device)
    {
        // The program that has this verb only may leave it out.
        string[] given = [.. Environment.GetCommandLineArgs().Skip(1)];
        return new MeasurementOrigin(
            string.Join(' ', (string[])[verb, .. given.Contains(verb) ? given.SkipWhile(a => a != verb).Skip(1) : given]),
            Profiling.Machine.Describe(device),
            DateTime.UtcNow.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture));
    }

    /// <summary>One line for a Markdown file.</summary>
    public override string ToString() => $"`{Command}`, {Date}; {Machine}.";
}
