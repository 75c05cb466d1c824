// A host of its own, for what only a child process can show: a machine without native files, a process that is killed.
using InstructRec;
using InstructRec.Runtime;
using InstructRec.TestHost;

try
{
    switch (args)
    {
        case ["load", var device]:
            await using (var worker = new DeviceWorker(device))
            {
                Console.WriteLine(await worker.RunAsync(() => TorchRuntime.Resolve(worker.Requested).ToString()));
            }

            return 0;
        case ["loading-memory", var folder, var type]:
            LoadingMemory.Measure(folder, Enum.Parse<TorchSharp.torch.ScalarType>(type));
            return 0;
        case ["score-catalogue", var checkpoint, var count]:
            await CatalogueScoring.MeasureAsync(checkpoint, int.Parse(count, System.Globalization.CultureInfo.InvariantCulture));
            return 0;
        case [var verb, ..] when verb.StartsWith("training-", StringComparison.Ordinal):
            TrainingVerbs.Run(args);
            return 0;
        case ["ask-chat", var address, var answers, var questions]:
            await ChatQuestions.AskAsync(address, answers, int.Parse(questions, System.Globalization.CultureInfo.InvariantCulture));
            return 0;
        default:
            Console.Error.WriteLine($"unknown verb: {string.Join(' ', args)}");
            return 2;
    }
}
catch (InstructRecException exception)
{
    Console.Error.WriteLine($"{exception.Kind}: {exception.Message}");
    return 1;
}
