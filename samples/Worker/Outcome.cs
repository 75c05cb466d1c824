namespace Worker;

/// <summary>How the run ended, for the exit code and the one line on standard error.</summary>
internal sealed class Outcome
{
    public int ExitCode { get; private set; } = 130;

    public string? Message { get; private set; } = "stopped; run it again to go on";

    public void Succeed() => (ExitCode, Message) = (0, null);

    public void Fail(string message) => (ExitCode, Message) = (1, message);
}
