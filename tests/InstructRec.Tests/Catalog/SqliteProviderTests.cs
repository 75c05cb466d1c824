using System.Data.Common;
using InstructRec.Testing;
using Microsoft.Data.Sqlite;

namespace InstructRec.Tests.Catalog;

public sealed class SqliteProviderTests : DatabaseProviderTests, IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder.Of("shop.db");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }

    protected override DbDataSource NewDatabase()
    {
        System.IO.File.WriteAllBytes(File, []);
        return SqliteFactory.Instance.CreateDataSource($"Data Source={File};Mode=ReadWrite");
    }

    protected override void TakeAway()
    {
        // An open file outlives its name; the pool must ask for the name again.
        SqliteConnection.ClearAllPools();
        System.IO.File.Move(File, File + ".away");
    }

    protected override void BringBack() => System.IO.File.Move(File + ".away", File);
}
