using InstructRec.Data.Readers;
using InstructRec.Testing;

namespace InstructRec.Data.Tests.Readers;

public sealed class KnownDatasetTests
{
    [Fact]
    public void MovieLensHasItsKnownCounts()
    {
        InteractionDataset read = DatasetFolder.Open(RepositoryFolder.Find("samples", "QuickStart", "Data"));
        read.Statistics.Should().BeEquivalentTo(new { People = 610, CatalogItems = 9742, Items = 9724, Interactions = 100_836L });
        read.Skipped.Should().Be(SkippedLines.None);
        read.Items.Should().Contain(i => i.Title == "The Matrix (1999)").And.Contain(i => i.Title == "Das Boot (The Boat) (1981)");
        for (int person = 0; person < read.PersonCount; person++)
        {
            read.Times(person).ToArray().Should().BeInAscendingOrder();
        }
    }

    [SkippableFact]
    public void AmazonGamesHasItsKnownCounts()
    {
        InteractionDataset read = DatasetFolder.Open(SharedData.Need("amazon-games"));
        read.Statistics.Should().BeEquivalentTo(new { People = 50_546, Items = 16_859, Interactions = 440_264L, LongestHistory = 50 });
        InteractionDataset cut = read.KeepLast(20);
        cut.Statistics.Should().BeEquivalentTo(new { People = 50_546, CatalogItems = 16_859, Interactions = 410_907L });
        read.Items.Should().NotContain(i => i.Title.Contains("&amp;"));
    }
}
