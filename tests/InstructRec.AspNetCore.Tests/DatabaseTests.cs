using System.Data.Common;
using System.Net;
using InstructRec.Catalog;
using InstructRec.Catalog.Database;
using InstructRec.Testing;
using InstructRec.Tests.Catalog;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace InstructRec.AspNetCore.Tests;

[Collection("native")]
public sealed class DatabaseTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_file_that_goes_is_503_and_answers_again_when_it_is_back()
    {
        string file = _folder.Of("shop.db");
        File.WriteAllBytes(file, []);
        await using DbDataSource database = SqliteFactory.Instance.CreateDataSource($"Data Source={file};Mode=ReadWrite");
        await GoneAndBackAsync(
            database,
            () =>
            {
                SqliteConnection.ClearAllPools();
                File.Move(file, file + ".away");
            },
            () => File.Move(file + ".away", file));
    }

    [SkippableFact]
    public async Task A_server_that_stops_is_503_and_answers_again_when_it_is_back()
    {
        using PostgresServer server = new();
        server.Start();
        await using DbDataSource database = NpgsqlDataSource.Create(server.ConnectionString);
        await GoneAndBackAsync(database, server.Stop, server.Start);
    }

    private static async Task GoneAndBackAsync(DbDataSource database, Action takeAway, Action bringBack)
    {
        await using (DbCommand create = database.CreateCommand(
            "CREATE TABLE items (id text PRIMARY KEY, title text); CREATE TABLE interactions (person text, item text, position bigint); "
            + "INSERT INTO items VALUES ('1', 'Toy Story (1995)'), ('2', 'Heat (1995)'), ('3', 'Alien (1979)'); INSERT INTO interactions VALUES ('ann', '2', 0)"))
        {
            await create.ExecuteNonQueryAsync();
        }

        await using LoopbackHost host = await LoopbackHost.StartAsync(
            new SlowModel(),
            services: s => s.AddSingleton<IItemCatalog>(new DatabaseItemCatalog(database)).AddSingleton<IInteractionHistory>(new DatabaseInteractionHistory(database)));
        (string Path, object Body)[] asked =
        [
            ("rank", new { person = "ann", candidateIds = new[] { "1", "3" } }), ("judge", new { person = "ann", candidates = new[] { new { id = "x", title = "Up" } } }), ("compare", new { candidateIds = new[] { "1", "3" } }),
        ];
        await AllAsync(HttpStatusCode.OK);

        takeAway();
        await AllAsync(HttpStatusCode.ServiceUnavailable);
        bringBack();

        await AllAsync(HttpStatusCode.OK);
        (await host.PostAsync("rank", new { person = "nobody", candidateIds = new[] { "1" } })).StatusCode.Should().Be(HttpStatusCode.NotFound);
        (await host.PostAsync("rank", new { candidateIds = new[] { "9" } })).StatusCode.Should().Be(HttpStatusCode.NotFound);

        async Task AllAsync(HttpStatusCode status)
        {
            foreach ((string path, object body) in asked)
            {
                using HttpResponseMessage answer = await host.PostAsync(path, body);
                string text = await answer.Content.ReadAsStringAsync();
                answer.StatusCode.Should().Be(status, text);
                if (status == HttpStatusCode.ServiceUnavailable)
                {
                    answer.Headers.RetryAfter!.Delta.Should().BePositive();
                    text.Should().Contain("\"kind\":\"Unavailable\"").And.NotContain("shop.db").And.NotContain("SELECT", "what the database says is the host's business");
                }
            }
        }
    }
}
