using Evaluate;
using Evaluate.Ablations;
using InstructRec;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // The first Ctrl+C ends the work after the batch in hand; the second ends the process.
    pressed.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
};

try
{
    if (args is ["help", ..] || args.Any(a => a is "--help" or "-h"))
    {
        Console.WriteLine(CommandLine.Usage);
        return 0;
    }

    CommandLine line = CommandLine.Parse(args);
    await (line.IsStudyOfTraining ? AblationsCommand.RunAsync(line, stop.Token) : EvaluateCommand.RunAsync(line, stop.Token));
    return 0;
}
catch (InstructRecException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped. The same command goes on from here.");
    return 130;
}
