using System.Data.Common;
using System.Runtime.CompilerServices;

namespace InstructRec.Catalog.Database;

/// <summary>People and what they did in a database that the host names: SQLite, PostgreSQL, or another with ADO.NET, double-quoted names and LIMIT.</summary>
/// <remarks>As for <see cref="DatabaseItemCatalog"/>. Interactions with items that the items table lacks are left out.</remarks>
public sealed class DatabaseInteractionHistory : IInteractionHistory
{
    private readonly DatabaseTables _tables;
    private readonly Queries _queries;

    /// <summary>Reads a database's tables.</summary>
    /// <param name="source">Where connections come from; it stays its owner's.</param>
    /// <param name="tables">What tables and columns are called; <see langword="null"/> for the defaults.</param>
    public DatabaseInteractionHistory(DbDataSource source, DatabaseTables? tables = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        _tables = tables ?? new DatabaseTables();
        _queries = new Queries(source);
    }

    private string Person => $"i.{Sql.Name(_tables.InteractionPerson)}";

    private string Item => $"i.{Sql.Name(_tables.InteractionItem)}";

    private string Position => $"i.{Sql.Name(_tables.InteractionPosition)}";

    private string Joined => $"{Sql.Name(_tables.Interactions)} i JOIN {Sql.Name(_tables.Items)} t ON t.{Sql.Name(_tables.ItemId)} = {Item}";

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<Interaction>> GetAsync(string person, int? count = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(person);
        ArgumentOutOfRangeException.ThrowIfLessThan(count ?? 1, 1, nameof(count));
        if (!Sql.TryKey(person, _tables.PersonKey, out object key))
        {
            throw Unknown.Person(person);
        }

        int width = ItemRow.Width(_tables);
        List<(Item Item, object Position, DateTimeOffset? Time)> rows = await _queries.ReadAsync(
            _tables.Interactions,
            command =>
            {
                string time = _tables.InteractionTime is null ? string.Empty : $", i.{Sql.Name(_tables.InteractionTime)}";
                command.CommandText =
                    $"SELECT {ItemRow.Columns("t", _tables)}, {Position}{time} FROM {Joined} WHERE {Person} = @person ORDER BY {Position} DESC, {Item} DESC"
                    + (count is null ? string.Empty : " LIMIT @count");
                Sql.Bind(command, "@person", key);
                if (count is not null)
                {
                    Sql.Bind(command, "@count", (long)count);
                }
            },
            reader => (
                ItemRow.Read(reader, 0, _tables),
                reader.GetValue(width),
                _tables.InteractionTime is null ? null : TimeValue.Of(reader.GetValue(width + 1), $"{_tables.Interactions}.{_tables.InteractionTime}")),
            cancellationToken).ConfigureAwait(false);
        if (rows.Count == 0 && !await IsKnownAsync(key, cancellationToken).ConfigureAwait(false))
        {
            throw Unknown.Person(person);
        }

        rows.Reverse();
        return [.. rows.Select((row, at) => new Interaction(row.Item, row.Position switch { long whole => whole, int whole => whole, short whole => whole, _ => at }, row.Time))];
    }

    /// <inheritdoc/>
    /// <remarks>In the order of the ids, as the database compares them.</remarks>
    public async ValueTask<Page<string>> ListPeopleAsync(string? after = null, int count = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        object? key = null;
        if (after is not null && !Sql.TryKey(after, _tables.PersonKey, out key))
        {
            throw Unknown.Person(after);
        }

        (string table, string column) = _tables.People is { } people
            ? (Sql.Name(people), Sql.Name(_tables.PersonId))
            : (Sql.Name(_tables.Interactions), Sql.Name(_tables.InteractionPerson));
        List<string> rows = await _queries.ReadAsync(
            _tables.People ?? _tables.Interactions,
            command =>
            {
                command.CommandText = $"SELECT DISTINCT {column} FROM {table}{(key is null ? string.Empty : $" WHERE {column} > @after")} ORDER BY {column} LIMIT @count";
                Sql.Bind(command, "@count", (long)count + 1);
                if (key is not null)
                {
                    Sql.Bind(command, "@after", key);
                }
            },
            reader => Sql.Id(reader, 0),
            cancellationToken).ConfigureAwait(false);
        return rows.Count <= count ? new Page<string>(rows, null) : new Page<string>(rows[..count], rows[count - 1]);
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<PersonItems> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? person = null;
        List<string> items = [];
        await foreach ((string who, string item) in _queries.StreamAsync(
            _tables.Interactions,
            command => command.CommandText = $"SELECT {Person}, {Item} FROM {Joined} ORDER BY {Person}, {Position}, {Item}",
            reader => (Sql.Id(reader, 0), Sql.Id(reader, 1)),
            cancellationToken).ConfigureAwait(false))
        {
            if (person is not null && who != person)
            {
                yield return new PersonItems(person, items);
                items = [];
            }

            person = who;
            items.Add(item);
        }

        if (person is not null)
        {
            yield return new PersonItems(person, items);
        }
    }

    private async ValueTask<bool> IsKnownAsync(object person, CancellationToken cancellationToken)
    {
        string byInteraction = $"SELECT 1 FROM {Sql.Name(_tables.Interactions)} WHERE {Sql.Name(_tables.InteractionPerson)} = @person";
        string byName = _tables.People is { } people ? $" UNION SELECT 1 FROM {Sql.Name(people)} WHERE {Sql.Name(_tables.PersonId)} = @person" : string.Empty;
        return (await _queries.ReadAsync(
            _tables.People ?? _tables.Interactions,
            command =>
            {
                command.CommandText = $"{byInteraction}{byName} LIMIT 1";
                Sql.Bind(command, "@person", person);
            },
            _ => true,
            cancellationToken).ConfigureAwait(false)).Count > 0;
    }
}
