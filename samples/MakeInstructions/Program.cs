using InstructRec;
using MakeInstructions;

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    // The first Ctrl+C ends the work at the next example; the second ends the process.
    pressed.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
};

try
{
    CommandLine line = CommandLine.Parse(args);
    if (line.IsHelp)
    {
        Console.WriteLine(CommandLine.Usage);
        return 0;
    }

    return await Run.MakeAsync(line, stop.Token);
}
catch (InstructRecException exception)
{
    Console.Error.WriteLine(exception.Message);
    return 1;
}
catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine(exception.Message.ReplaceLineEndings(" "));
    return 1;
}
catch (OperationCanceledException)
{
    Console.Error.WriteLine("Stopped; what was written so far ends in .partial.");
    return 130;
}
