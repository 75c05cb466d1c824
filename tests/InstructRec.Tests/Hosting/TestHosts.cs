using InstructRec.Hosting;
using InstructRec.Recommendation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace InstructRec.Tests.Hosting;

/// <summary>Hosts with nothing but a recommender, and waiting for what happens in them.</summary>
internal static class TestHosts
{
    public static IHost With(Action<T5RecommenderOptions> configure)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddInstructRec(configure);
        return builder.Build();
    }

    public static async Task Eventually(Func<bool> holds)
    {
        using CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
        while (!holds())
        {
            await Task.Delay(10, limit.Token);
        }
    }
}
