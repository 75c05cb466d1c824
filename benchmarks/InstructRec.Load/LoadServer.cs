using InstructRec.AspNetCore;
using InstructRec.Hosting;
using InstructRec.Recommendation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace InstructRec.Load;

/// <summary>What a host of the library is, with the shipped model; it prints its address.</summary>
internal static class LoadServer
{
    public static async Task RunAsync(int capacity, int maxBatchTokens, int parallel)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddInstructRec(o =>
        {
            o.Checkpoint = Path.Combine(AppContext.BaseDirectory, "Model");
            o.Loading = ModelLoading.AtStart;
            o.Batching.QueueCapacity = capacity;
            o.Batching.ParallelBatches = parallel;
            o.MaxBatchTokens = maxBatchTokens;
        });
        await using WebApplication application = builder.Build();
        application.MapInstructRec();
        await application.StartAsync();
        Console.WriteLine(application.Urls.Single());
        await application.WaitForShutdownAsync();
    }
}
