using System.Data.Common;
using System.Globalization;

namespace InstructRec.Catalog.Database;

/// <summary>A catalogue in a database that the host names: SQLite, PostgreSQL, or another with ADO.NET, double-quoted names and LIMIT.</summary>
/// <remarks>
/// Safe from any thread as long as the data source is; every call takes a connection and gives it back. Values travel as parameters only. The data source
/// stays the host's. A call that meets a pooled connection which died is tried once more; a database that is away is <see cref="InstructRecErrorKind.Unavailable"/>,
/// and the next call tries anew.
/// </remarks>
/// <example><code>new DatabaseItemCatalog(NpgsqlDataSource.Create(connectionString))
/// new DatabaseItemCatalog(SqliteFactory.Instance.CreateDataSource("Data Source=shop.db;Mode=ReadOnly"))</code></example>
public sealed class DatabaseItemCatalog : IItemCatalog
{
    private const int MostParameters = 500;
    private readonly DatabaseTables _tables;
    private readonly Queries _queries;
    private readonly string _select;

    /// <summary>Reads a database's tables.</summary>
    /// <param name="source">Where connections come from; it stays its owner's.</param>
    /// <param name="tables">What tables and columns are called; <see langword="null"/> for the defaults.</param>
    public DatabaseItemCatalog(DbDataSource source, DatabaseTables? tables = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        _tables = tables ?? new DatabaseTables();
        _queries = new Queries(source);
        _select = $"SELECT {ItemRow.Columns("t", _tables)} FROM {Sql.Name(_tables.Items)} t";
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Item>> FindAsync(IReadOnlyList<string> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var known = new Dictionary<string, Item>(StringComparer.Ordinal);
        foreach (string[] part in ids.Distinct(StringComparer.Ordinal).Chunk(MostParameters))
        {
            object[] keys = [.. part.Where(id => Sql.TryKey(id, _tables.ItemKey, out _)).Select(id => Sql.TryKey(id, _tables.ItemKey, out object key) ? key : id)];
            if (keys.Length == 0)
            {
                continue;
            }

            List<Item> rows = await _queries.ReadAsync(
                _tables.Items,
                command =>
                {
                    command.CommandText = $"{_select} WHERE t.{Sql.Name(_tables.ItemId)} IN ({string.Join(", ", keys.Select((_, i) => Parameter(i)))})";
                    for (int i = 0; i < keys.Length; i++)
                    {
                        Sql.Bind(command, Parameter(i), keys[i]);
                    }
                },
                reader => ItemRow.Read(reader, 0, _tables),
                cancellationToken).ConfigureAwait(false);
            rows.ForEach(item => known[item.Id] = item);
        }

        return [.. ids.Select(id => known.GetValueOrDefault(id)).OfType<Item>()];
    }

    /// <inheritdoc/>
    /// <remarks>In the order of the ids, as the database compares them.</remarks>
    public async ValueTask<Page<Item>> ListAsync(string? after = null, int count = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        object? key = null;
        if (after is not null && !Sql.TryKey(after, _tables.ItemKey, out key))
        {
            throw Unknown.Item(after);
        }

        string id = $"t.{Sql.Name(_tables.ItemId)}";
        List<Item> rows = await _queries.ReadAsync(
            _tables.Items,
            command =>
            {
                command.CommandText = $"{_select}{(key is null ? string.Empty : $" WHERE {id} > @after")} ORDER BY {id} LIMIT @count";
                Sql.Bind(command, "@count", (long)count + 1);
                if (key is not null)
                {
                    Sql.Bind(command, "@after", key);
                }
            },
            reader => ItemRow.Read(reader, 0, _tables),
            cancellationToken).ConfigureAwait(false);
        return rows.Count <= count ? new Page<Item>(rows, null) : new Page<Item>(rows[..count], rows[count - 1].Id);
    }

    /// <inheritdoc/>
    public async ValueTask<long> CountAsync(CancellationToken cancellationToken = default) =>
        (await _queries.ReadAsync(
            _tables.Items, command => command.CommandText = $"SELECT COUNT(*) FROM {Sql.Name(_tables.Items)}", reader => reader.GetInt64(0), cancellationToken).ConfigureAwait(false))[0];

    private static string Parameter(int index) => "@p" + index.ToString(CultureInfo.InvariantCulture);
}
