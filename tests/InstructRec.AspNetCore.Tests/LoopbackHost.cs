using System.Net.Http.Json;
using InstructRec.AspNetCore;
using InstructRec.Catalog;
using InstructRec.Hosting;
using InstructRec.Recommendation;
using InstructRec.Tests.Recommendation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InstructRec.AspNetCore.Tests;

/// <summary>A real Kestrel on a free port of the loopback, with a tiny checkpoint behind it.</summary>
internal sealed class LoopbackHost : IAsyncDisposable
{
    private readonly TinyCheckpoint? _checkpoint;

    private LoopbackHost(WebApplication application, TinyCheckpoint? checkpoint) => (Application, _checkpoint) = (application, checkpoint);

    public WebApplication Application { get; }

    public HttpClient Client { get; } = new() { Timeout = TimeSpan.FromSeconds(60) };

    public Uri Address => new(Application.Urls.Single());

    public static Item[] Films { get; } = [new("1", "Toy Story (1995)"), new("2", "<script>alert('x')</script>"), new("3", "Alien (1979)"), new("4", "Heat (1995)")];

    public static async Task<LoopbackHost> StartAsync(
        IRecommenderModel? model = null, Action<InstructRecEndpointOptions>? endpoints = null, Action<IServiceCollection>? services = null, Action<WebApplication>? map = null)
    {
        TinyCheckpoint? checkpoint = model is null ? new TinyCheckpoint() : null;
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        if (model is null)
        {
            builder.Services.AddInstructRec(o => o.Checkpoint = checkpoint!.Path).UseOpenTelemetry();
            builder.Services.AddHealthChecks().AddInstructRec();
        }
        else
        {
            builder.Services.AddInstructRecModel(_ => model);
        }

        builder.Services.AddSingleton<IItemCatalog>(new InMemoryItemCatalog(Films));
        builder.Services.AddSingleton<IInteractionHistory>(new InMemoryInteractionHistory([KeyValuePair.Create<string, IReadOnlyList<Interaction>>("ann", [new(Films[3], 1)])]));
        services?.Invoke(builder.Services);
        WebApplication application = builder.Build();
        application.MapInstructRec(configure: endpoints);
        map?.Invoke(application);
        await application.StartAsync();
        return new LoopbackHost(application, checkpoint) { Client = { BaseAddress = new Uri(application.Urls.Single()) } };
    }

    public Task<HttpResponseMessage> PostAsync(string path, object body) => Client.PostAsJsonAsync($"/instructrec/{path}", body);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Application.DisposeAsync();
        _checkpoint?.Dispose();
    }
}
