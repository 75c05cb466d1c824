using System.Data.Common;
using InstructRec.Catalog;
using InstructRec.Catalog.Database;

namespace InstructRec.Tests.Catalog;

/// <summary>What the providers promise, over a database that a derived class names.</summary>
public abstract class DatabaseProviderTests
{
    private const string Quotes = "Robert'); DROP TABLE items;--";
    private const string Markup = "<script>alert(\"1\")</script> & \"quotes\" — ünïcode 🎬";
    private static readonly string[] HostileIds = ["'", "\"", "a' OR '1'='1", "<b>", "%", "_", "@p0", "new\nline", " ", "ключ", Quotes];

    /// <summary>A database of its own for the test, empty.</summary>
    protected abstract DbDataSource NewDatabase();

    /// <summary>Takes the database away, whatever connections are open.</summary>
    protected abstract void TakeAway();

    protected abstract void BringBack();

    [SkippableFact]
    public async Task Items_come_back_as_they_were_written_however_hostile()
    {
        await using DbDataSource source = Films(HostileIds.Select((id, i) => (id, i % 2 == 0 ? Markup : Quotes)));
        DatabaseItemCatalog catalog = new(source, new DatabaseTables { ItemAttributes = "attributes" });

        IReadOnlyList<Item> found = await catalog.FindAsync([.. HostileIds, "nobody", HostileIds[0], "a\0b", "\uD83C"]);

        found.Select(i => i.Id).Should().Equal([.. HostileIds, HostileIds[0]]);
        found[0].Title.Should().Be(Markup);
        found[1].Title.Should().Be(Quotes);
        found[0].Attributes["genre"].Should().Equal("Comedy", "Dra'ma");
        found[0].Attributes["year"].Should().Equal("1999");
        (await catalog.CountAsync()).Should().Be(HostileIds.Length);
        (await catalog.GetAsync(Quotes)).Id.Should().Be(Quotes);
    }

    [SkippableTheory]
    [InlineData("nobody")]
    [InlineData("' OR 1=1 --")]
    [InlineData("")]
    [InlineData("a\0b")]
    [InlineData("\uDC00")]
    public async Task Unknown_ids_are_a_typed_error(string id)
    {
        await using DbDataSource source = Films([("1", "One")], [("ann", "1", 0)]);
        DatabaseItemCatalog catalog = new(source);
        DatabaseInteractionHistory history = new(source);

        (await Fault(() => catalog.GetAsync(id).AsTask())).Kind.Should().Be(InstructRecErrorKind.NotFound);
        (await Fault(() => history.GetAsync(id).AsTask())).Kind.Should().Be(InstructRecErrorKind.NotFound);
        (await catalog.CountAsync()).Should().Be(1);
    }

    [SkippableFact]
    public async Task Pages_show_every_item_and_person_once_while_others_come()
    {
        string[] ids = [.. Enumerable.Range(0, 23).Select(i => $"{(char)('a' + i)}'{i}")];
        await using DbDataSource source = Films(ids.Select(id => (id, id)), ids.Select(id => (id, ids[0], 0L)));
        DatabaseItemCatalog catalog = new(source);
        DatabaseInteractionHistory history = new(source);

        (await Pages(after => catalog.ListAsync(after, 5))).Select(i => i.Id).Should().Equal(ids);
        (await Pages(after => history.ListPeopleAsync(after, 23))).Should().Equal(ids);
        (await catalog.ReadAllAsync(pageSize: 4).CountAsync()).Should().Be(23);

        Page<Item> first = await catalog.ListAsync(null, 5);
        Execute(source, "INSERT INTO items (id, title) VALUES (@p0, 'x')", "a");
        (await catalog.ListAsync(first.Next, 5)).Values.Select(i => i.Id).Should().Equal(ids[5..10]);
    }

    [SkippableFact]
    public async Task A_history_is_oldest_first_and_ends_with_the_most_recent()
    {
        await using DbDataSource source = Films([("1", "One"), ("2", "Two"), ("3", "Three")], [("ann", "3", 7), ("ann", "1", 20), ("ann", "2", 7), ("bob", "1", 1), ("ann", "gone", 9)]);
        DatabaseInteractionHistory history = new(source, new DatabaseTables { InteractionTime = "happened", People = "people" });
        Execute(source, "INSERT INTO people (id) VALUES (@p0)", "zoe");
        Execute(source, "UPDATE interactions SET happened = 86400 WHERE item = @p0", "1");

        IReadOnlyList<Interaction> all = await history.GetAsync("ann");

        all.Select(i => i.Item.Id).Should().Equal("2", "3", "1");
        all.Select(i => i.Position).Should().Equal(7, 7, 20);
        all[2].Time.Should().Be(new DateTimeOffset(1970, 1, 2, 0, 0, 0, TimeSpan.Zero));
        (await history.GetAsync("ann", 2)).Select(i => i.Item.Id).Should().Equal("3", "1");
        (await history.GetAsync("zoe")).Should().BeEmpty("the people table knows her");
        (await history.ReadAllAsync().ToListAsync()).Select(p => $"{p.Person}: {string.Join(' ', p.ItemIds)}").Should().Equal("ann: 2 3 1", "bob: 1");
    }

    [SkippableFact]
    public async Task Integer_ids_are_asked_for_as_numbers()
    {
        await using DbDataSource source = NewDatabase();
        Execute(source, "CREATE TABLE products (nr bigint PRIMARY KEY, \"na\"\"me\" text)");
        Execute(source, "INSERT INTO products VALUES (7, 'Seven'), (8, NULL)");
        DatabaseItemCatalog catalog = new(source, new DatabaseTables { Items = "products", ItemId = "nr", ItemTitle = "na\"me", ItemKey = DatabaseKeyType.Integer });

        (await catalog.FindAsync(["8", "7", " 7", "7 OR 1=1", "99999999999999999999", "+7"])).Select(i => (i.Id, i.Title)).Should().Equal(("8", ""), ("7", "Seven"));
        (await Pages(after => catalog.ListAsync(after, 1))).Select(i => i.Id).Should().Equal("7", "8");
    }

    [SkippableFact]
    public async Task A_database_that_goes_is_a_typed_error_and_one_that_comes_back_works_again()
    {
        await using DbDataSource source = Films([("1", "One")], [("ann", "1", 0)]);
        DatabaseItemCatalog catalog = new(source);
        DatabaseInteractionHistory history = new(source);
        (await catalog.GetAsync("1")).Title.Should().Be("One");

        TakeAway();
        foreach (Func<Task> call in new Func<Task>[]
        {
            () => catalog.GetAsync("1").AsTask(), () => history.GetAsync("ann").AsTask(), () => catalog.ListAsync().AsTask(), () => history.ReadAllAsync().CountAsync().AsTask(),
        })
        {
            InstructRecException fault = await Fault(call);
            fault.Kind.Should().Be(InstructRecErrorKind.Unavailable);
            fault.Remedy.Should().Be("Try again later");
        }

        BringBack();
        (await catalog.GetAsync("1")).Title.Should().Be("One");
        (await history.GetAsync("ann")).Should().ContainSingle();
    }

    [SkippableFact]
    public async Task A_database_that_restarted_between_two_calls_is_not_noticed()
    {
        await using DbDataSource source = Films([("1", "One")]);
        DatabaseItemCatalog catalog = new(source);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => catalog.GetAsync("1").AsTask()));

        TakeAway();
        BringBack();

        (await catalog.GetAsync("1")).Title.Should().Be("One", "a dead connection of the pool is replaced");
    }

    [SkippableFact]
    public async Task A_wrong_name_and_a_wrong_attribute_say_where()
    {
        await using DbDataSource source = Films([("1", "One")]);
        InstructRecException table = await Fault(() => new DatabaseItemCatalog(source, new DatabaseTables { Items = "itmes" }).CountAsync().AsTask());
        Execute(source, "UPDATE items SET attributes = 'no json' WHERE id = @p0", "1");
        InstructRecException json = await Fault(() => new DatabaseItemCatalog(source, new DatabaseTables { ItemAttributes = "attributes" }).GetAsync("1").AsTask());

        table.Message.Should().StartWith("itmes: ").And.Contain("itmes", "the database's own words are in it");
        json.Should().Match<InstructRecException>(e => e.Kind == InstructRecErrorKind.Data && e.Where == "items.attributes");
    }

    [SkippableFact]
    public async Task A_cancelled_call_is_cancelled()
    {
        await using DbDataSource source = Films([("1", "One")]);
        Func<Task> call = () => new DatabaseItemCatalog(source).GetAsync("1", new CancellationToken(canceled: true)).AsTask();
        await call.Should().ThrowAsync<OperationCanceledException>();
    }

    protected static void Execute(DbDataSource source, string sql, params string[] values)
    {
        using DbConnection connection = source.OpenConnection();
        using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < values.Length; i++)
        {
            DbParameter parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ($"@p{i}", values[i]);
            command.Parameters.Add(parameter);
        }

        command.ExecuteNonQuery();
    }

    private DbDataSource Films(IEnumerable<(string Id, string Title)> items, IEnumerable<(string Person, string Item, long Position)>? interactions = null)
    {
        DbDataSource source = NewDatabase();
        Execute(source, "CREATE TABLE items (id text PRIMARY KEY, title text, attributes text)");
        Execute(source, "CREATE TABLE interactions (person text, item text, position bigint, happened bigint)");
        Execute(source, "CREATE TABLE people (id text PRIMARY KEY)");
        foreach ((string id, string title) in items)
        {
            Execute(source, "INSERT INTO items VALUES (@p0, @p1, @p2)", id, title, """{"genre":["Comedy","Dra'ma"],"year":1999,"none":null}""");
        }

        foreach ((string person, string item, long position) in interactions ?? [])
        {
            Execute(source, $"INSERT INTO interactions VALUES (@p0, @p1, {position}, NULL)", person, item);
        }

        return source;
    }

    private static async Task<InstructRecException> Fault(Func<Task> call) => (await call.Should().ThrowAsync<InstructRecException>()).Which;

    private static async Task<List<T>> Pages<T>(Func<string?, ValueTask<Page<T>>> page)
    {
        List<T> all = [];
        for (string? after = null; ;)
        {
            Page<T> part = await page(after);
            all.AddRange(part.Values);
            if (part.Next is null)
            {
                return all;
            }

            after = part.Next;
        }
    }
}
