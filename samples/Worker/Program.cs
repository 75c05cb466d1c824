// Reads requests as JSON lines and writes a ranking for each, in their order. Killed at any moment, it goes on where it was when it is run again.
//   dotnet run -c Release --project samples/Worker -- --Worker:Input requests.jsonl --Worker:Output rankings.jsonl
// Settings come from appsettings.json, the environment and the command line, as in any host; --InstructRec:Checkpoint names another model.
using InstructRec;
using InstructRec.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Worker;

HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });

// The output may be standard output: the log goes to standard error.
builder.Logging.ClearProviders().AddConsole(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
builder.Services.Configure<WorkerOptions>(builder.Configuration.GetSection("Worker"));
builder.Services.AddInstructRec(builder.Configuration.GetSection("InstructRec"), o =>
{
    if (o.Checkpoint.Length == 0)
    {
        o.Checkpoint = Path.Combine(AppContext.BaseDirectory, "Model");
    }
});
builder.Services.AddHostedService<RankingService>();
builder.Services.AddSingleton<Outcome>();
using IHost host = builder.Build();
Outcome outcome = host.Services.GetRequiredService<Outcome>();
try
{
    await host.RunAsync();
}
catch (Exception exception) when (exception is InstructRecException or OptionsValidationException or IOException or UnauthorizedAccessException)
{
    outcome.Fail(exception.Message);
}

if (outcome.Message is { } message)
{
    Console.Error.WriteLine(message.ReplaceLineEndings(" "));
}

return outcome.ExitCode;
