using Evaluate;
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
    if (args is ["help" or "--help" or "-h", ..])
    {
        Console.WriteLine(CommandLine.Usage);
        return 0;
    }

    await EvaluateCommand.RunAsync(CommandLine.Parse(args), stop.Token);
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
