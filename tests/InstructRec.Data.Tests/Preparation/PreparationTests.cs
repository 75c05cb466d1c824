using InstructRec.Catalog;
using InstructRec.Data.Preparation;
using InstructRec.Data.Readers;
using InstructRec.Data.Splits;
using InstructRec.Testing;

namespace InstructRec.Data.Tests.Preparation;

public sealed class PreparationTests
{
    [Fact]
    public void TheCoreIsReachedThroughAChainOfRemovals()
    {
        // c has one item that only c and b take; without c, item 3 is too rare, and then b.
        InteractionDataset dataset = Datasets.Of(("a", [0, 1]), ("d", [0, 1]), ("b", [0, 3]), ("c", [3]));
        InteractionDataset core = KCore.Of(dataset, 2);
        core.Statistics.Should().BeEquivalentTo(new { People = 2, Items = 2, Interactions = 4L });
        core.History(2).Length.Should().Be(0);
        KCore.Of(dataset, 1).Statistics.Interactions.Should().Be(7);
    }

    [Fact]
    public void TheCoreOfFilmsHoldsWhatItPromisesAndNoMoreIsLost()
    {
        InteractionDataset core = KCore.Of(DatasetFolder.Open(RepositoryFolder.Find("samples", "QuickStart", "Data")), 20);
        int[] counts = new int[core.Items.Count];
        for (int person = 0; person < core.PersonCount; person++)
        {
            core.History(person).Length.Should().Match(n => n == 0 || n >= 20);
            foreach (int item in core.History(person))
            {
                counts[item]++;
            }
        }

        counts.Should().OnlyContain(c => c == 0 || c >= 20);
        KCore.Of(core, 20).InteractionCount.Should().Be(core.InteractionCount);
        core.InteractionCount.Should().BeGreaterThan(60_000);
    }

    [Fact]
    public void DuplicatesAreRemovedFromEitherEnd()
    {
        InteractionDataset dataset = Datasets.Of(("a", [0, 1, 0, 2, 1]));
        Duplicates.KeepFirst(dataset).History(0).ToArray().Should().Equal(0, 1, 2);
        Duplicates.KeepLast(dataset).History(0).ToArray().Should().Equal(0, 2, 1);
    }

    [Fact]
    public void ATemporalSplitCutsEveryoneAtTheSameMoments()
    {
        InteractionDataset films = DatasetFolder.Open(RepositoryFolder.Find("samples", "QuickStart", "Data"));
        TemporalSplit split = TemporalSplit.ByShare(films);
        long[] sizes = new long[3];
        long newestTraining = 0;
        long oldestTest = long.MaxValue;
        for (int person = 0; person < films.PersonCount; person++)
        {
            (Range training, Range validation, Range test) = split.Positions(person);
            ReadOnlySpan<long> times = films.Times(person);
            sizes[0] += times[training].Length;
            sizes[1] += times[validation].Length;
            sizes[2] += times[test].Length;
            newestTraining = Math.Max(newestTraining, times[training].IsEmpty ? 0 : times[training][^1]);
            oldestTest = Math.Min(oldestTest, times[test].IsEmpty ? long.MaxValue : times[test][0]);
        }

        sizes.Sum().Should().Be(100_836);
        sizes[2].Should().BeInRange(9_900, 10_500);
        newestTraining.Should().BeLessThan(oldestTest);
        Action withoutTimes = () => _ = new TemporalSplit(Datasets.Of(("a", [0])), DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch);
        withoutTimes.Should().Throw<InstructRecException>();
    }

    [Fact]
    public void AnItemSplitIsDisjointWholeAndSeeded()
    {
        int[] items = [.. Enumerable.Range(0, 1000)];
        var split = new ItemSplit(items);
        (split.Training.Count, split.Validation.Count, split.Test.Count).Should().Be((800, 100, 100));
        split.Training.Concat(split.Validation).Concat(split.Test).Order().Should().Equal(items);
        new ItemSplit(items).Test.Should().Equal(split.Test);
        new ItemSplit(items, seed: 4).Test.Should().NotEqual(split.Test);
    }

    [Fact]
    public async Task AHostStreamsItsOwnInteractions()
    {
        var builder = new InteractionDatasetBuilder();
        builder.TryAddItem(new Item("a", "A"));
        builder.TryAddItem(new Item("b", "B"));
        await builder.AddAsync(Stream());
        InteractionDataset read = builder.Build("host");
        read.History(0).ToArray().Should().Equal(1, 0);
        Func<Task> unknown = () => builder.AddAsync(Unknown());
        (await unknown.Should().ThrowAsync<InstructRecException>()).WithMessage("*'z'*");

        static async IAsyncEnumerable<(string, string, DateTimeOffset?)> Stream()
        {
            yield return ("p", "a", DateTimeOffset.FromUnixTimeSeconds(9));
            await Task.Yield();
            yield return ("p", "b", DateTimeOffset.FromUnixTimeSeconds(5));
        }

        static async IAsyncEnumerable<(string, string, DateTimeOffset?)> Unknown()
        {
            await Task.Yield();
            yield return ("p", "z", null);
        }
    }

    [Fact]
    public void TimesForSomeOnlyAreRefused()
    {
        var builder = new InteractionDatasetBuilder();
        builder.TryAddItem(new Item("a", "A"));
        builder.TryAddInteraction("p", "a", 5);
        builder.TryAddInteraction("p", "a");
        Action building = () => builder.Build("half");
        building.Should().Throw<InstructRecException>().WithMessage("*no order is certain*");
    }
}
