using InstructRec.Catalog;
using InstructRec.Data.Candidates;
using InstructRec.Data.Readers;
using InstructRec.Data.Splits;
using InstructRec.Testing;

namespace InstructRec.Data.Tests.Candidates;

public sealed class NegativeSamplerTests
{
    [Fact]
    public void TheGeneratorIsSplitMix64()
    {
        var random = new SplitMix64(1234567);
        ulong[] drawn = [random.Next(), random.Next(), random.Next()];
        drawn.Should().Equal(6457827717110365317UL, 3203168211198807973UL, 9817491932198370423UL);
    }

    [Fact]
    public void TheFrozenExampleIsDrawnAgain()
    {
        // The first row of Amazon Games' frozen test candidates: 16,859 items, person 0 has taken items 0 to 14.
        var builder = new InteractionDatasetBuilder();
        for (int i = 0; i < 16_859; i++)
        {
            builder.TryAddItem(new Item($"{i}", $"Title {i}"));
        }

        for (int i = 0; i < 15; i++)
        {
            builder.TryAddInteraction("0", $"{i}");
        }

        var sampler = new NegativeSampler(builder.Build("games"), [.. Enumerable.Range(0, 16_859)]);
        sampler.Draw(0, 9, 2305070011, 2).Should().Equal(350, 8052, 9010, 9352, 9400, 9416, 10579, 15659, 16226);
    }

    [SkippableTheory]
    [InlineData("valid.random9", 9, 1, SplitPart.Validation)]
    [InlineData("test.random9", 9, 2, SplitPart.Test)]
    [InlineData("test.random99", 99, 3, SplitPart.Test)]
    public void TheFrozenFilesAreDrawnAgain(string file, int count, uint set, SplitPart part)
    {
        string folder = SharedData.Need("amazon-games");
        InteractionDataset dataset = DatasetFolder.Open(folder);
        var split = new LeaveOneOutSplit(dataset, keepLast: 20);
        CandidateSet frozen = CandidateFile.Read(Path.Combine(folder, "frozen", file + ".tsv.gz"), dataset);
        var sampler = new NegativeSampler(dataset);
        frozen.Name.Should().Be(file);
        frozen.Rows.Where(r => split.Target(r.Person, part) != r.Target || !sampler.Draw(r.Person, count, 2305070011, set).SequenceEqual(r.Negatives)).Should().BeEmpty();
    }

    [Fact]
    public void TheShippedFilmFilesAreDrawnAgain()
    {
        string folder = RepositoryFolder.Find("samples", "QuickStart", "Data");
        InteractionDataset dataset = DatasetFolder.Open(folder);
        var split = new LeaveOneOutSplit(dataset);
        using var temporary = new TemporaryFolder();
        foreach ((string name, SplitPart part) in new[] { ("candidates.valid.tsv", SplitPart.Validation), ("candidates.test.tsv", SplitPart.Test) })
        {
            string drawn = Path.Combine(temporary.Path, name);
            CandidateFile.Write(drawn, FrozenCandidates.Draw(split, part), dataset);
            File.ReadAllBytes(drawn).Should().Equal(File.ReadAllBytes(Path.Combine(folder, name)));
        }
    }

    [Fact]
    public void NothingOfTheWholeHistoryIsDrawnAndSeedsDiffer()
    {
        InteractionDataset dataset = DatasetFolder.Open(RepositoryFolder.Find("samples", "QuickStart", "Data"));
        var split = new LeaveOneOutSplit(dataset, keepLast: 20);
        CandidateSet first = FrozenCandidates.Draw(split, SplitPart.Test);
        CandidateSet other = FrozenCandidates.Draw(split, SplitPart.Test, seed: FrozenCandidates.DefaultSeed + 1);
        first.Rows.Should().HaveCount(610);
        first.Rows.All(r => r.Negatives.Distinct().Count() == 9 && !r.Negatives.Intersect(dataset.History(r.Person).ToArray()).Any()).Should().BeTrue();
        first.Rows.Zip(other.Rows).Count(p => p.First.Negatives.SequenceEqual(p.Second.Negatives)).Should().BeLessThan(3);
    }

    [Fact]
    public void APersonWhoHasTouchedAlmostAllIsNamed()
    {
        InteractionDataset dataset = Datasets.Of(("greedy", [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]), ("b", [10]));
        Action drawing = () => new NegativeSampler(dataset).Draw(0, 2, 1, 1);
        drawing.Should().Throw<InstructRecException>().WithMessage("*greedy*");
    }
}
