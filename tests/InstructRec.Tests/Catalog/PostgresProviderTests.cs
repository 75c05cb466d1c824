using System.Data.Common;
using Npgsql;

namespace InstructRec.Tests.Catalog;

public sealed class PostgresProviderTests(PostgresServer server) : DatabaseProviderTests, IClassFixture<PostgresServer>
{
    private static int _schemas;

    protected override DbDataSource NewDatabase()
    {
        server.Start();
        string schema = $"test_{Interlocked.Increment(ref _schemas)}";
        using (NpgsqlDataSource plain = NpgsqlDataSource.Create(server.ConnectionString))
        {
            Execute(plain, $"CREATE SCHEMA {schema}");
        }

        return NpgsqlDataSource.Create($"{server.ConnectionString};Search Path={schema}");
    }

    protected override void TakeAway() => server.Stop();

    protected override void BringBack() => server.Start();
}
