using System.Diagnostics;

namespace InstructRec.Benchmarks.Scoring;

/// <summary>Times several ways in turns, so that what else the machine does falls on all of them alike, and compares medians of processor time, which a busy machine disturbs less than the clock; run with one thread.</summary>
internal static class Turns
{
    public static double[] Medians(int rounds, params (string Name, Action Way)[] ways)
    {
        double[][] times = [.. ways.Select(_ => new double[rounds])], work = [.. ways.Select(_ => new double[rounds])];
        foreach ((_, Action way) in ways)
        {
            way();
        }

        for (int round = 0; round < rounds; round++)
        {
            for (int i = 0; i < ways.Length; i++)
            {
                TimeSpan before = Environment.CpuUsage.TotalTime;
                Stopwatch watch = Stopwatch.StartNew();
                ways[i].Way();
                times[i][round] = watch.Elapsed.TotalMilliseconds;
                work[i][round] = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
            }
        }

        double[] medians = [.. work.Select(t => t.Order().ElementAt(rounds / 2))];
        for (int i = 0; i < ways.Length; i++)
        {
            Console.WriteLine($"{ways[i].Name,-58} processor time: median {medians[i],8:F1} ms, best {work[i].Min(),8:F1}; clock: median {times[i].Order().ElementAt(rounds / 2),8:F1} ms");
        }

        return medians;
    }
}
