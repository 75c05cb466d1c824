using System.Diagnostics;
using InstructRec.Testing;

namespace InstructRec.Tests.Catalog;

/// <summary>A PostgreSQL server of the tests' own: a cluster in a temporary folder on a Unix socket, gone with the tests.</summary>
public sealed class PostgresServer : IDisposable
{
    private const string Socket = "s";
    private readonly TemporaryFolder _folder = new();
    private string? _bin;

    public string ConnectionString => $"Host={_folder.Of(Socket)};Username=postgres;Database=postgres;Timeout=5;Command Timeout=10";

    private string Data => _folder.Of("data");

    /// <summary>Starts the server where it is not running; skips the test on a machine without PostgreSQL.</summary>
    public void Start()
    {
        if (_bin is null)
        {
            string[] versions = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql") : [];
            string program = RequiredParts.Need("PostgreSQL (Debian: apt-get install postgresql)", versions.OrderDescending().Select(v => Path.Combine(v, "bin", "initdb")));
            _bin = Path.GetDirectoryName(program);
            Directory.CreateDirectory(_folder.Of(Socket));
            // The server refuses to run as root; Debian's package brings a user for it.
            if (Environment.IsPrivilegedProcess)
            {
                Run("/bin/chown", "-R", "postgres", _folder.Path);
            }

            RunAsServer("initdb", "-D", Data, "-U", "postgres", "--auth=trust", "-E", "UTF8", "--no-sync", "--locale=C.UTF-8");
        }

        if (!File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            RunAsServer("pg_ctl", "-D", Data, "-l", _folder.Of("data", "log"), "-w", "-t", "60", "-o", $"-k {_folder.Of(Socket)} -c listen_addresses='' -c fsync=off", "start");
        }
    }

    /// <summary>Stops the server under its callers, as a restart does.</summary>
    public void Stop() => RunAsServer("pg_ctl", "-D", Data, "-w", "-m", "fast", "stop");

    public void Dispose()
    {
        if (_bin is not null && File.Exists(Path.Combine(Data, "postmaster.pid")))
        {
            RunAsServer("pg_ctl", "-D", Data, "-w", "-m", "immediate", "stop");
        }

        _folder.Dispose();
    }

    private void RunAsServer(string program, params string[] arguments)
    {
        string path = Path.Combine(_bin!, program);
        if (Environment.IsPrivilegedProcess)
        {
            Run("/sbin/runuser", ["-u", "postgres", "--", path, .. arguments]);
        }
        else
        {
            Run(path, arguments);
        }
    }

    /// <summary>Without pipes: the server inherits them and would hold them open.</summary>
    private void Run(string program, params string[] arguments)
    {
        using Process process = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", "exec \"$0\" \"$@\" >>\"$INSTRUCTREC_SERVER_LOG\" 2>&1 </dev/null", program, .. arguments])
        {
            WorkingDirectory = "/",
            Environment = { ["INSTRUCTREC_SERVER_LOG"] = _folder.Of("steps"), ["LC_ALL"] = "C.UTF-8" },
        })!;
        if (!process.WaitForExit(TimeSpan.FromMinutes(1)) || process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {File.ReadAllText(_folder.Of("steps"))}");
        }
    }
}
