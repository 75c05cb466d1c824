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

/// <summary>Databases that are slow, locked or stopped under the requests that use them; that none of it costs a connection.</summary>
[Collection("native")]
public sealed class DatabaseFaultTests : IDisposable
{
    private const string Films = "CREATE TABLE items (id text PRIMARY KEY, title text); CREATE TABLE interactions (person text, item text, position bigint); "
        + "INSERT INTO items VALUES ('1', 'Toy Story (1995)'), ('2', 'Heat (1995)'); INSERT INTO interactions VALUES ('ann', '2', 0)";

    private static readonly object Ann = new { person = "ann", candidateIds = new[] { "1", "2" } };
    private readonly TemporaryFolder _folder = new();

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_file_that_another_process_has_locked_is_503_until_it_lets_go()
    {
        await using DbDataSource database = SqliteFactory.Instance.CreateDataSource($"Data Source={_folder.Of("shop.db")};Default Timeout=1");
        await ExecuteAsync(database, Films);
        await using LoopbackHost host = await HostAsync(database, "items");
        await ShouldAllBeAsync(host, 1, HttpStatusCode.OK);
        await using (DbConnection other = await database.OpenConnectionAsync())
        {
            await using DbCommand command = other.CreateCommand();
            command.CommandText = "BEGIN EXCLUSIVE";
            await command.ExecuteNonQueryAsync();
            await ShouldAllBeAsync(host, 2, HttpStatusCode.ServiceUnavailable);
            command.CommandText = "ROLLBACK";
            await command.ExecuteNonQueryAsync();
        }

        await ShouldAllBeAsync(host, 20, HttpStatusCode.OK);
    }

    [SkippableFact]
    public async Task Many_who_ask_while_the_server_is_away_cost_no_connection()
    {
        using PostgresServer server = new();
        server.Start();
        await using DbDataSource database = NpgsqlDataSource.Create($"{server.ConnectionString};Maximum Pool Size=2");
        await ExecuteAsync(database, Films);
        await using LoopbackHost host = await HostAsync(database, "items");
        await ShouldAllBeAsync(host, 20, HttpStatusCode.OK);
        for (int round = 0; round < 2; round++)
        {
            server.Stop();
            await ShouldAllBeAsync(host, 20, HttpStatusCode.ServiceUnavailable);
            server.Start();
            await ShouldAllBeAsync(host, 20, HttpStatusCode.OK);
        }

        ((long)(await ScalarAsync(database, "SELECT COUNT(*) FROM pg_stat_activity WHERE backend_type = 'client backend'"))!).Should().BeLessThanOrEqualTo(2);
    }

    [SkippableFact]
    public async Task A_query_that_takes_too_long_is_504_and_one_whose_server_stops_under_it_is_503()
    {
        using PostgresServer server = new();
        server.Start();
        await using DbDataSource database = NpgsqlDataSource.Create($"{server.ConnectionString};Maximum Pool Size=1;Command Timeout=0");
        await ExecuteAsync(database, Films + "; CREATE VIEW slow AS SELECT items.* FROM items, (SELECT pg_sleep(600) IS NULL AS slept) AS wait WHERE NOT slept");
        await using LoopbackHost host = await HostAsync(database, "slow");

        foreach (string path in new[] { "rank", "match" })
        {
            HttpResponseMessage late = await host.PostAsync(path, path == "match" ? new { timeoutMilliseconds = 300 } : new { candidateIds = new[] { "1" }, timeoutMilliseconds = 300 });
            late.StatusCode.Should().Be(HttpStatusCode.GatewayTimeout, "the time limit holds for what the request needs of the database too");
        }

        Task<HttpResponseMessage> asked = host.PostAsync("rank", new { candidateIds = new[] { "1" } });
        await using DbDataSource observer = NpgsqlDataSource.Create(server.ConnectionString);
        using CancellationTokenSource never = new(TimeSpan.FromMinutes(1));
        while (await ScalarAsync(observer, "SELECT 1 FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%\"slow\"%' AND pid <> pg_backend_pid()") is null)
        {
            await Task.Delay(20, never.Token);
        }

        server.Stop();
        (await asked).StatusCode.Should().Be(HttpStatusCode.ServiceUnavailable);
        server.Start();
        await ExecuteAsync(database, "DROP VIEW slow; CREATE VIEW slow AS SELECT * FROM items");
        await ShouldAllBeAsync(host, 5, HttpStatusCode.OK);
    }

    private static Task<LoopbackHost> HostAsync(DbDataSource database, string items)
    {
        DatabaseTables tables = new() { Items = items };
        return LoopbackHost.StartAsync(
            new SlowModel(),
            services: s => s.AddSingleton<IItemCatalog>(new DatabaseItemCatalog(database, tables)).AddSingleton<IInteractionHistory>(new DatabaseInteractionHistory(database, tables)));
    }

    private static async Task ShouldAllBeAsync(LoopbackHost host, int count, HttpStatusCode status)
    {
        HttpResponseMessage[] answers = await Task.WhenAll(Enumerable.Range(0, count).Select(_ => host.PostAsync("rank", Ann)));
        answers.Should().OnlyContain(a => a.StatusCode == status);
    }

    private static async Task ExecuteAsync(DbDataSource database, string sql)
    {
        await using DbCommand command = database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    private static async Task<object?> ScalarAsync(DbDataSource database, string sql)
    {
        await using DbCommand command = database.CreateCommand(sql);
        return await command.ExecuteScalarAsync();
    }
}
