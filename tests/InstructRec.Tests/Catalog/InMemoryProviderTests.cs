using InstructRec.Catalog;

namespace InstructRec.Tests.Catalog;

public sealed class InMemoryProviderTests
{
    private static readonly Item[] Items = [.. Enumerable.Range(0, 7).Select(i => new Item($"i{i}", $"Item {i}"))];

    [Fact]
    public async Task Pages_follow_the_order_given()
    {
        InMemoryItemCatalog catalog = new(Items);
        Page<Item> first = await catalog.ListAsync(null, 3);
        Page<Item> last = await catalog.ListAsync("i5", 3);

        first.Values.Should().Equal(Items[..3]);
        first.Next.Should().Be("i2");
        last.Values.Should().Equal(Items[6..]);
        last.Next.Should().BeNull();
        (await catalog.ReadAllAsync(pageSize: 2).ToListAsync()).Should().Equal(Items);
        (await catalog.ListAsync("i1", int.MaxValue)).Values.Should().Equal(Items[2..]);
    }

    [Fact]
    public async Task Unknown_ids_are_a_typed_error_and_shown_clean()
    {
        InMemoryItemCatalog catalog = new(Items);
        InMemoryInteractionHistory history = new([new("ann", [])]);
        Func<Task> item = () => catalog.GetAsync("<b>\u0007" + new string('x', 500)).AsTask();
        Func<Task> person = () => history.GetAsync("bob").AsTask();
        Func<Task> page = () => catalog.ListAsync("gone").AsTask();

        (await item.Should().ThrowAsync<InstructRecException>()).Which.Should().Match<InstructRecException>(e => e.Kind == InstructRecErrorKind.NotFound && e.Message.Length < 120 && !e.Message.Contains('\u0007'));
        (await person.Should().ThrowAsync<InstructRecException>()).Which.Kind.Should().Be(InstructRecErrorKind.NotFound);
        (await page.Should().ThrowAsync<InstructRecException>()).Which.Kind.Should().Be(InstructRecErrorKind.NotFound);
        (await history.GetAsync("ann")).Should().BeEmpty();
        (await catalog.FindAsync(["i3", "no", "i1"])).Should().Equal(Items[3], Items[1]);
    }

    [Fact]
    public async Task Histories_are_oldest_first_whatever_the_order_given()
    {
        InMemoryInteractionHistory history = new([new("ann", [new Interaction(Items[2], 9), new Interaction(Items[0], 1), new Interaction(Items[1], 5)])]);

        (await history.GetAsync("ann")).Select(i => i.Item.Id).Should().Equal("i0", "i1", "i2");
        (await history.GetAsync("ann", 1)).Select(i => i.Item.Id).Should().Equal("i2");
        (await history.ReadAllAsync().ToListAsync()).Should().ContainSingle().Which.ItemIds.Should().Equal("i0", "i1", "i2");
    }

    [Fact]
    public void Repeated_ids_are_refused()
    {
        Action items = () => _ = new InMemoryItemCatalog([Items[0], Items[0]]);
        Action people = () => _ = new InMemoryInteractionHistory([new("a", []), new("a", [])]);

        items.Should().Throw<InstructRecException>().Which.Kind.Should().Be(InstructRecErrorKind.Data);
        people.Should().Throw<InstructRecException>().Which.Kind.Should().Be(InstructRecErrorKind.Data);
    }
}
