using System.Diagnostics;
using System.Globalization;

namespace InstructRec.Testing;

/// <summary>A console of this repository while it runs, to be interrupted as a person would.</summary>
internal sealed class RunningProcess : IDisposable
{
    private readonly Process _process;

    private RunningProcess(Process process) => _process = process;

    public StreamReader Output => _process.StandardOutput;

    public bool HasExited => _process.HasExited;

    /// <summary>Starts a managed program. Where this test's own parent ignores Ctrl+C, as <c>nohup</c> and background shells do, a child would inherit that: it is undone here.</summary>
    public static RunningProcess Start(string program, IEnumerable<string> arguments, string folder)
    {
        string[] command = OperatingSystem.IsLinux() ? ["env", "--default-signal=INT", "dotnet", program] : ["dotnet", program];
        return new RunningProcess(Process.Start(new ProcessStartInfo(command[0], [.. command[1..], .. arguments])
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        }) ?? throw new InvalidOperationException($"{program} did not start."));
    }

    /// <summary>Reads its output up to a line that holds a text.</summary>
    public void WaitFor(string text)
    {
        while (Output.ReadLine() is { } line && !line.Contains(text, StringComparison.Ordinal))
        {
        }
    }

    /// <summary>Presses Ctrl+C and waits for the end.</summary>
    public ChildProcess Interrupt()
    {
        using (Process.Start("kill", ["-INT", _process.Id.ToString(CultureInfo.InvariantCulture)]))
        {
        }

        Task<string> output = Output.ReadToEndAsync();
        Task<string> error = _process.StandardError.ReadToEndAsync();
        if (!_process.WaitForExit(TimeSpan.FromMinutes(1)))
        {
            _process.Kill(entireProcessTree: true);
            throw new TimeoutException("It went on for a minute after Ctrl+C.");
        }

        return new ChildProcess(_process.ExitCode, output.Result, error.Result);
    }

    /// <summary>Ends it as SIGKILL does.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
