using InstructRec;
using QuickStart;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // The first Ctrl+C ends the work at the next step; the second ends the process.
    pressed.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
};

try
{
    CommandLine line = CommandLine.Parse(args);
    return line.Verb switch
    {
        "train" => await TrainCommand.RunAsync(line, stop.Token),
        "help" => CommandLine.PrintHelp(),
        _ => await ShowCommand.RunAsync(line, stop.Token),
    };
}
catch (InstructRecException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped.");
    return 130;
}
