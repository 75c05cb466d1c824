using System.Diagnostics;
using InstructRec.Benchmarks.Decoding;
using InstructRec.Scoring;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Scoring;

/// <summary>A whole catalogue scored after one instruction: how long a cancelled call goes on, and how memory goes while parts are scored.</summary>
internal static class CatalogueProfile
{
    public static void Run(int count, int rounds)
    {
        Stopwatch watch = Stopwatch.StartNew();
        CandidateTree tree = CandidateTree.Build(SyntheticTitles.Create(count, seed: 3), 0);
        Console.WriteLine($"{count} titles compiled in {watch.ElapsedMilliseconds} ms: {tree.NodeCount} nodes in {tree.PartCount} parts");
        foreach (ScalarType dtype in (ScalarType[])[ScalarType.Float32, ScalarType.BFloat16])
        {
            using T5ForConditionalGeneration model = BenchmarkModel.Create(dtype);
            using Tensor ids = BenchmarkModel.Instructions(1, 512);
            using EncodedInstruction encoded = model.Encode(ids, null);
            CandidateScorer scorer = new(model, "random");
            List<double> clock = [], work = [];
            List<long> memory = [];
            Random random = new(1);
            for (int round = 0; round < rounds; round++)
            {
                using CancellationTokenSource source = new();
                TimeSpan before = default;
                Stopwatch since = new();

                // Cancelled from another thread after four parts, at a moment that knows nothing of parts and chunks.
                using ManualResetEventSlim begun = new();
                int told = 0;
                Thread impatient = new(() =>
                {
                    begun.Wait();
                    Thread.Sleep(random.Next(1000));
                    (before, since) = (Environment.CpuUsage.TotalTime, Stopwatch.StartNew());
                    source.Cancel();
                });
                impatient.Start();
                try
                {
                    scorer.Score(encoded, tree, progress: new Told(() =>
                    {
                        memory.Add(Environment.WorkingSet);
                        if (++told == 4)
                        {
                            begun.Set();
                        }
                    }), cancellationToken: source.Token);
                }
                catch (OperationCanceledException)
                {
                    clock.Add(since.Elapsed.TotalMilliseconds);
                    work.Add((Environment.CpuUsage.TotalTime - before).TotalMilliseconds);
                }

                impatient.Join();
            }

            Console.WriteLine(
                $"{dtype}: {clock.Count} calls cancelled; the call ended after (clock) median {clock.Order().ElementAt(clock.Count / 2):F0} ms, at most {clock.Max():F0}; "
                + $"(processor time) median {work.Order().ElementAt(work.Count / 2):F0} ms, at most {work.Max():F0}; "
                + $"memory over {memory.Count} parts: first {memory[0] / 1e6:F0} MB, last {memory[^1] / 1e6:F0} MB, most {memory.Max() / 1e6:F0} MB");
        }
    }

    private sealed class Told(Action tell) : IProgress<ScoringProgress>
    {
        public void Report(ScoringProgress value) => tell();
    }
}
