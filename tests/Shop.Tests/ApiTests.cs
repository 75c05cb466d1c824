using System.Net;
using System.Text;
using System.Text.Json;

namespace Shop.Tests;

public sealed class ApiTests(ApiTests.Server fixture) : IClassFixture<ApiTests.Server>
{
    private HttpClient Client => fixture.Shop.Client;

    [Theory]
    [InlineData("{\"person\":", 400, "The request cannot be read")]
    [InlineData("{\"task\":7}", 400, "The request cannot be read")]
    [InlineData("{\"person\":\"' OR 1=1 --\"}", 404, "Not found")]
    [InlineData("{\"top\":0}", 400, "The request cannot be read")]
    [InlineData("null", 400, "The request cannot be read")]
    public async Task Faults_are_problem_details(string body, int status, string title)
    {
        JsonElement problem = await ProblemAsync(await Client.PostAsync("api/rank", Json(body)), status);
        problem.GetProperty("title").GetString().Should().Be(title);
        problem.GetRawText().Should().NotContain("   at ", "no stack is told");
    }

    [Fact]
    public async Task Long_wishes_and_longer_bodies_are_refused()
    {
        string wish = string.Concat(Enumerable.Repeat("a wish ", 15_000));
        JsonElement problem = await ProblemAsync(await Client.PostAsync("api/rank", Json(JsonSerializer.Serialize(new { wish }))), 400);
        problem.GetProperty("detail").GetString().Should().Contain("4000 characters");

        using HttpRequestMessage large = new(HttpMethod.Post, "api/rank") { Content = Json(new string('x', 10_000_000)), Headers = { ExpectContinue = true } };
        (await Client.SendAsync(large)).StatusCode.Should().Be(HttpStatusCode.RequestEntityTooLarge);
        (await Client.PostAsync("api/rank", Json("{}"))).StatusCode.Should().Be(HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_thousand_cancelled_requests_leave_the_shop_well()
    {
        string before = await RankedAsync();
        await Parallel.ForEachAsync(Enumerable.Range(0, 1_000), new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (i, _) =>
        {
            using CancellationTokenSource soon = new(TimeSpan.FromMilliseconds(i % 20));
            try
            {
                await Client.PostAsync("api/rank", Json("{\"person\":\"1\",\"task\":\"pointwise\"}"), soon.Token);
            }
            catch (OperationCanceledException)
            {
            }
        });

        (await RankedAsync()).Should().Be(before);
    }

    [Fact]
    public async Task A_place_that_is_taken_turns_others_away_until_it_is_free()
    {
        await using ShopServer server = await ShopServer.StartAsync("--Limits:Concurrent", "1", "--Limits:Waiting", "0");
        Task<HeldRequest> second;
        using (await HeldRequest.TakeAsync(server.Address))
        {
            second = HeldRequest.TakeAsync(server.Address);
            JsonElement problem = await ProblemAsync(await server.Client.PostAsync("api/rank", Json("{}")), 429);
            problem.GetProperty("title").GetString().Should().Be("Busy");
            second.IsCompleted.Should().BeFalse("one place is for one");
        }

        using HeldRequest next = await second;
        (await server.Client.PostAsync("api/rank", Json("{}"))).StatusCode.Should().Be(HttpStatusCode.TooManyRequests);
    }

    [Fact]
    public async Task The_document_describes_what_there_is()
    {
        JsonElement document = JsonDocument.Parse(await Client.GetStringAsync("openapi/v1.json")).RootElement;
        JsonElement rank = document.GetProperty("paths").GetProperty("/api/rank").GetProperty("post");
        rank.GetProperty("responses").EnumerateObject().Select(r => r.Name).Should().Contain(["200", "400", "404", "429", "503"]);
        document.GetProperty("paths").EnumerateObject().Select(p => p.Name).Should().Contain(["/api/people", "/api/people/{person}/history", "/api/genres"]);
        document.GetProperty("components").GetProperty("schemas").GetProperty("RankRequest").GetProperty("properties").GetProperty("wish").GetProperty("description").GetString().Should().Contain("I1");
    }

    [Fact]
    public async Task Readiness_is_told()
    {
        await RankedAsync();
        (await Client.GetStringAsync("ready")).Should().Be("Healthy");
        await using ShopServer empty = await ShopServer.StartAsync("--Model", "/nowhere");
        JsonElement problem = await ProblemAsync(await empty.Client.PostAsync("api/rank", Json("{}")), 503);
        problem.GetRawText().Should().Contain("The model cannot be used").And.NotContain("nowhere", "paths are the host's own business");
        (await empty.Client.GetAsync("ready")).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
    }

    [Theory]
    [InlineData("")]
    [InlineData("api/people?count=0")]
    [InlineData("app.js")]
    public async Task Every_answer_carries_the_strict_policy(string path)
    {
        HttpResponseMessage response = await Client.GetAsync(path);
        string policy = response.Headers.GetValues("Content-Security-Policy").Single();
        policy.Should().Contain("default-src 'none'").And.Contain("script-src 'self'").And.NotContain("unsafe").And.NotContain("http");
        response.Headers.GetValues("X-Content-Type-Options").Single().Should().Be("nosniff");
    }

    private async Task<string> RankedAsync()
    {
        HttpResponseMessage response = await Client.PostAsync("api/rank", Json("{\"person\":\"7\",\"wish\":\"a war film\"}"));
        for (int i = 0; i < 100 && response.StatusCode == HttpStatusCode.TooManyRequests; i++)
        {
            response.Headers.RetryAfter!.Delta.Should().Be(TimeSpan.FromSeconds(1));
            await Task.Delay(100);
            response = await Client.PostAsync("api/rank", Json("{\"person\":\"7\",\"wish\":\"a war film\"}"));
        }

        response.StatusCode.Should().Be(HttpStatusCode.OK);
        JsonElement films = JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement.GetProperty("films");
        return string.Join(' ', films.EnumerateArray().Select(f => f.GetProperty("id").GetString()));
    }

    private static async Task<JsonElement> ProblemAsync(HttpResponseMessage response, int status)
    {
        ((int)response.StatusCode).Should().Be(status);
        response.Content.Headers.ContentType!.MediaType.Should().Be("application/problem+json");
        return JsonDocument.Parse(await response.Content.ReadAsStringAsync()).RootElement;
    }

    private static StringContent Json(string text) => new(text, Encoding.UTF8, "application/json");

    public sealed class Server : IAsyncLifetime
    {
        public ShopServer Shop { get; private set; } = null!;

        public async Task InitializeAsync() => Shop = await ShopServer.StartAsync();

        public async Task DisposeAsync() => await Shop.DisposeAsync();
    }
}
