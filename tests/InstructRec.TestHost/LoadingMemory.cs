using System.Globalization;
using InstructRec.Checkpoints;
using InstructRec.T5;
using static TorchSharp.torch;

namespace InstructRec.TestHost;

/// <summary>Prints a loaded network's bytes of weights and the most anonymous memory that loading took: in a process where nothing freed earlier is at hand.</summary>
internal static class LoadingMemory
{
    public static void Measure(string folder, ScalarType type)
    {
        // The first tensor loads the library, whose own memory is not the checkpoint's.
        zeros(1).Dispose();
        PretrainedFolder opened = PretrainedFolder.Open(folder);
        long before = ProcessMemory.Anonymous;
        using CancellationTokenSource done = new();
        Task<long> watch = Task.Factory.StartNew(() => Highest(done.Token), TaskCreationOptions.LongRunning);
        using T5ForConditionalGeneration model = opened.LoadModel(CPU, type);
        done.Cancel();
        long peak = watch.GetAwaiter().GetResult() - before;
        long weights = model.parameters().Sum(t => t.numel() * t.element_size());
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{weights} {peak}"));
    }

    private static long Highest(CancellationToken done)
    {
        long highest = ProcessMemory.Anonymous;
        while (!done.IsCancellationRequested)
        {
            Thread.Sleep(1);
            highest = Math.Max(highest, ProcessMemory.Anonymous);
        }

        return Math.Max(highest, ProcessMemory.Anonymous);
    }
}
