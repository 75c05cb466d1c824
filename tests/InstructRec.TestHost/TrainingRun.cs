using System.Runtime.InteropServices;
using System.Security.Cryptography;
using InstructRec.Training;
using InstructRec.Training.Checkpoints;
using InstructRec.Training.Tests;
using static TorchSharp.torch;

namespace InstructRec.TestHost;

/// <summary>A small run that goes on where its folder stands, saving after every step; it prints a hash of its weights and notes at which step it began. It can end itself as a power cut would.</summary>
internal static class TrainingRun
{
    /// <summary>A line for each run of the folder: its first step.</summary>
    public const string Beginnings = "began.txt";

    /// <param name="folder">The run's folder.</param>
    /// <param name="steps">Its budget.</param>
    /// <param name="killAfter">After which step it may be killed.</param>
    /// <param name="killAt">A file or folder, as the beginning of its path within the run's folder, at whose sight the process is killed; <c>step</c> for the end of a step; null for never.</param>
    public static void Run(string folder, long steps, long killAfter = 0, string? killAt = null)
    {
        set_num_threads(1);
        using TinyRun run = new(TinyRun.Options(steps) with { SaveEvery = 1, ReportEvery = 1 }, folder, dropout: 0.1, width: 128);
        long step = 0;
        bool began = false;
        if (killAt is not null and not "step")
        {
            new Thread(() => Watch(folder, killAt, () => Interlocked.Read(ref step) >= killAfter)) { IsBackground = true }.Start();
        }

        run.Tuner.Run(new Reports(p =>
        {
            if (!began)
            {
                began = true;
                File.AppendAllText(Path.Combine(folder, Beginnings), $"{p.Step}\n");
            }

            Interlocked.Exchange(ref step, p.Step);
            if (killAt == "step" && p.Step >= killAfter)
            {
                Kill();
            }
        }), resume: new CheckpointKeeper(folder).HasLast);
        Console.WriteLine(Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes(run.Weights().AsSpan()))));
    }

    private static void Watch(string folder, string killAt, Func<bool> isDue)
    {
        string place = Path.Combine(folder, Path.GetDirectoryName(killAt) ?? string.Empty);
        string name = Path.GetFileName(killAt) + "*";
        while (true)
        {
            try
            {
                if (isDue() && Directory.Exists(place) && Directory.EnumerateFileSystemEntries(place, name).Any())
                {
                    Kill();
                }
            }
            catch (IOException)
            {
                // The folder went away between two looks.
            }
        }
    }

    private static void Kill() => System.Diagnostics.Process.GetCurrentProcess().Kill();

    private sealed class Reports(Action<TuningProgress> action) : IProgress<TuningProgress>
    {
        public void Report(TuningProgress value) => action(value);
    }
}
