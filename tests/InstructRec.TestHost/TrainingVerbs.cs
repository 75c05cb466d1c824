using System.Globalization;
using TorchSharp;

namespace InstructRec.TestHost;

/// <summary>The verbs that train.</summary>
internal static class TrainingVerbs
{
    public static void Run(string[] args)
    {
        switch (args)
        {
            case ["training-memory", var type, var steps, var width, var layers]:
                TrainingMemory.Measure(Enum.Parse<torch.ScalarType>(type), Number(steps), Number(width), Number(layers));
                break;
            case ["training-run", var folder, var steps, .. var kill]:
                TrainingRun.Run(folder, Number(steps), kill.Length > 0 ? Number(kill[0]) : 0, kill.Length > 1 ? kill[1] : null);
                break;
            case ["training-run-on-full-disk", var folder, var steps]:
                FullDisk.Simulate();
                TrainingRun.Run(folder, Number(steps));
                break;
            case ["training-step", var size, var type, var recomputes, var optimiser, var rows, var source, var target]:
                StepMemory.Measure(
                    StepMemory.Flan(size), Enum.Parse<torch.ScalarType>(type), recomputes == "recompute", optimiser == "adafactor", Number(rows), Number(source), Number(target));
                break;
            default:
                throw new ArgumentException($"unknown verb: {string.Join(' ', args)}", nameof(args));
        }
    }

    private static int Number(string text) => int.Parse(text, CultureInfo.InvariantCulture);
}
