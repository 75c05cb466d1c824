using System.Runtime.CompilerServices;
using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Retrieval;

namespace InstructRec.Tests.Retrieval;

public sealed class CandidatePipelineTests
{
    private static readonly Item[] Items = [.. "abcdefgh".Select(c => new Item(c.ToString(), $"Title {c}"))];

    [Fact]
    public async Task Lists_are_merged_by_their_places()
    {
        // a: 1/61 + 1/63; b: 1/62 + 1/61; c: 1/63; d: 1/62
        (await Found(Instruction.Empty, 10, ["a", "b", "c"], ["b", "d", "a"])).Should().Equal("b", "a", "d", "c");
        (await Found(Instruction.Empty, 2, ["a", "b", "c"], ["b", "d", "a"])).Should().Equal("b", "a");
    }

    [Fact]
    public async Task What_was_seen_and_what_is_gone_is_left_out()
    {
        Instruction seen = new() { Preference = Preference.Implicit([Items[0], Items[2]]) };
        (await Found(seen, 10, ["a", "x", "b", "c", "d"], [])).Should().Equal("b", "d");
    }

    [Fact]
    public async Task Seen_items_do_not_use_up_the_places_of_new_ones()
    {
        Instruction seen = new() { Preference = Preference.Implicit(Items[..3]) };
        (await Found(seen, 3, ["a", "b", "c", "d", "e", "f"])).Should().Equal("d", "e", "f");
    }

    [Fact]
    public async Task Fitting_again_takes_in_what_is_new_and_a_failed_pass_keeps_what_was()
    {
        ChangingHistory history = new() { People = [new("p", ["b"])] };
        using CatalogRetriever retriever = new(new InMemoryItemCatalog(Items), history);

        (await retriever.RetrieveAsync(Instruction.Empty, 5)).Should().Equal("b");
        history.People = [new("p", ["b", "c"]), new("q", ["c"])];
        (await retriever.RetrieveAsync(Instruction.Empty, 5)).Should().Equal("b");
        await retriever.FitAsync();
        (await retriever.RetrieveAsync(Instruction.Empty, 5)).Should().Equal("c", "b");

        history.Fault = new InstructRecException(InstructRecErrorKind.Unavailable, "away");
        await FluentActions.Awaiting(() => retriever.FitAsync().AsTask()).Should().ThrowAsync<InstructRecException>();
        (await retriever.RetrieveAsync(Instruction.Empty, 5)).Should().Equal("c", "b");
        history.Fault = null;
        await retriever.FitAsync();
    }

    [Fact]
    public async Task A_first_pass_that_fails_is_tried_again_at_the_next_request()
    {
        ChangingHistory history = new() { Fault = new InstructRecException(InstructRecErrorKind.Unavailable, "away"), People = [new("p", ["b"])] };
        using CatalogRetriever retriever = new(new InMemoryItemCatalog(Items), history);

        await FluentActions.Awaiting(() => retriever.RetrieveAsync(Instruction.Empty, 5).AsTask()).Should().ThrowAsync<InstructRecException>();
        history.Fault = null;
        (await retriever.RetrieveAsync(Instruction.Empty, 5)).Should().Equal("b");
    }

    [Fact]
    public async Task Hostile_wishes_find_by_their_words_only()
    {
        using CatalogRetriever retriever = new(new InMemoryItemCatalog([new("1", "<script>alert('x')</script>"), new("2", "Plain")]), new ChangingHistory());

        (await retriever.RetrieveAsync(Instruction.FromText("\"; DROP TABLE -- <b>script</b>"), 5)).Should().Equal("1");
        (await retriever.RetrieveAsync(Instruction.FromText("…!?"), 5)).Should().BeEmpty();
    }

    private static async Task<IEnumerable<string>> Found(Instruction instruction, int count, params string[][] lists) =>
        (await new CandidatePipeline(new InMemoryItemCatalog(Items), lists.Select(l => new ListRetriever(l))).FindAsync(instruction, count)).Select(i => i.Id);

    /// <summary>A retriever that honours the count it is asked for.</summary>
    private sealed class ListRetriever(string[] ids) : ICandidateRetriever
    {
        public string Name => "list";

        public ValueTask<IReadOnlyList<string>> RetrieveAsync(Instruction instruction, int count, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyList<string>>([.. ids.Take(count)]);
    }

    private sealed class ChangingHistory : IInteractionHistory
    {
        public PersonItems[] People { get; set; } = [];

        public InstructRecException? Fault { get; set; }

        public ValueTask<IReadOnlyList<Interaction>> GetAsync(string person, int? count = null, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public ValueTask<Page<string>> ListPeopleAsync(string? after = null, int count = 100, CancellationToken cancellationToken = default) => throw new NotSupportedException();

        public async IAsyncEnumerable<PersonItems> ReadAllAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            foreach (PersonItems person in People)
            {
                yield return Fault is null ? person : throw Fault;
            }
        }
    }
}
