using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using InstructRec.AspNetCore;
using InstructRec.Recommendation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace InstructRec.AspNetCore.Tests;

[Collection("native")]
public sealed class HealthTests
{
    [Fact]
    public async Task Readiness_is_told_and_asking_for_it_loads_nothing()
    {
        await using LoopbackHost host = await LoopbackHost.StartAsync(
            services: s => s.AddHealthChecks().AddInstructRec(name: "strict", unloadedIsHealthy: false, tags: ["strict"]),
            map: a =>
            {
                a.MapHealthChecks("/health", new() { Predicate = c => !c.Tags.Contains("strict") });
                a.MapHealthChecks("/ready", new() { Predicate = c => c.Tags.Contains("strict") });
            });
        T5RecommenderModel model = host.Application.Services.GetRequiredService<T5RecommenderModel>();

        (await StatusAsync(host, "/health")).Should().Be((HttpStatusCode.OK, "Healthy"));
        (await StatusAsync(host, "/ready")).Should().Be((HttpStatusCode.ServiceUnavailable, "Unhealthy"));
        model.Readiness.State.Should().Be(ModelState.NotLoaded);
        (await host.PostAsync("rank", new { candidateIds = new[] { "1" } })).EnsureSuccessStatusCode();
        (await StatusAsync(host, "/ready")).Should().Be((HttpStatusCode.OK, "Healthy"));
        await FluentActions.Awaiting(() => model.ReloadAsync("nowhere").AsTask()).Should().ThrowAsync<InstructRecException>();
        (await StatusAsync(host, "/ready")).Should().Be((HttpStatusCode.OK, "Degraded"));
        (await host.PostAsync("rank", new { candidateIds = new[] { "1" } })).EnsureSuccessStatusCode();
    }

    [Fact]
    public async Task Typed_errors_of_a_hosts_own_endpoints_are_problem_details_too()
    {
        await using LoopbackHost host = await LoopbackHost.StartAsync(
            new SlowModel(),
            services: s => s.AddProblemDetails().AddExceptionHandler<InstructRecExceptionHandler>(),
            map: a =>
            {
                a.UseExceptionHandler();
                a.MapGet("/busy", IResult () => throw new InstructRecException(InstructRecErrorKind.Busy, "full"));
            });

        HttpResponseMessage answer = await host.Client.GetAsync("/busy");
        answer.StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
        answer.Headers.RetryAfter!.Delta.Should().BePositive();
        (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("kind").GetString().Should().Be("Busy");
    }

    [Fact]
    public void A_limit_that_cannot_be_is_named()
    {
        using WebApplication application = WebApplication.CreateSlimBuilder().Build();
        FluentActions.Invoking(() => application.MapInstructRec(configure: o => o.MaxBodyBytes = 3)).Should().Throw<InstructRecException>().WithMessage("InstructRecEndpointOptions:MaxBodyBytes*");
    }

    private static async Task<(HttpStatusCode Status, string Text)> StatusAsync(LoopbackHost host, string path)
    {
        HttpResponseMessage answer = await host.Client.GetAsync(path);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync());
    }
}
