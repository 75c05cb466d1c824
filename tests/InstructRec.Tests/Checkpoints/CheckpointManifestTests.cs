using InstructRec.Checkpoints;

namespace InstructRec.Tests.Checkpoints;

public sealed class CheckpointManifestTests
{
    [Fact]
    public void A_folder_without_manifest_is_scored_plainly()
    {
        using TemporaryFolder folder = new();
        CheckpointManifest manifest = CheckpointManifest.Read(folder.Path);

        manifest.PriorWeight.Should().Be(0);
        manifest.PopularityWeight.Should().Be(0);
        manifest.Temperature.Should().BeNull();
        CatalogStatistics.Read(folder.Path).Should().BeNull();
    }

    [Fact]
    public void Comes_back_as_it_was_written_with_fields_of_other_versions()
    {
        using TemporaryFolder folder = new();
        CheckpointManifest manifest = new()
        {
            Command = "train --minutes 10",
            Options = new Dictionary<string, string> { ["minutes"] = "10" },
            Seeds = new Dictionary<string, long> { ["weights"] = long.MaxValue },
            DataHash = "ab",
            TemplateIds = ["general/t2", "pairwise/☃"],
            Versions = new Dictionary<string, string> { ["InstructRec"] = "0.1.0" },
            Scores = new Dictionary<string, double> { ["validation HR@1"] = 0.1 + 0.2 },
            PriorWeight = 0.75,
            PopularityWeight = 1.5,
            Temperature = 2.25,
            MaxTitleTokens = 14,
        };
        manifest.Write(folder.Path);
        string path = folder.Of(CheckpointManifest.FileName);
        File.WriteAllText(path, File.ReadAllText(path).Replace("\"command\"", "\"fromTheFuture\": {\"a\": [1]},\n  \"command\"", StringComparison.Ordinal));

        CheckpointManifest found = CheckpointManifest.Read(folder.Path);
        found.Should().BeEquivalentTo(manifest, o => o.Excluding(m => m.OtherFields));
        found.Write(folder.Path);
        File.ReadAllText(path).Should().Contain("fromTheFuture");
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"priorWeight\": \"much\"}")]
    [InlineData("{\"temperature\": 0}")]
    [InlineData("{\"maxTitleTokens\": -1}")]
    [InlineData("{\"priorWeight\": 1e999}")]
    public void Refuses_a_damaged_manifest(string text)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.Of(CheckpointManifest.FileName), text);
        FluentActions.Invoking(() => CheckpointManifest.Read(folder.Path)).Should().Throw<InstructRecException>().Which.Kind.Should().Be(InstructRecErrorKind.Checkpoint);
    }

    [Fact]
    public void Reads_nulls_as_nothing()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.Of(CheckpointManifest.FileName), "{\"options\": null, \"templateIds\": null, \"scores\": null}");
        CheckpointManifest manifest = CheckpointManifest.Read(folder.Path);
        manifest.Options.Should().BeEmpty();
        manifest.TemplateIds.Should().BeEmpty();
        manifest.Scores.Should().BeEmpty();
    }

    [Fact]
    public void Counts_come_back_in_order_and_damaged_ones_are_refused()
    {
        using TemporaryFolder folder = new();
        CatalogStatistics statistics = new([new("7", "Heat (1995)", 102), new("1", "Toy \"Story\" ☃", 0)]);
        statistics.Write(folder.Path);
        CatalogStatistics.Read(folder.Path)!.Items.Should().Equal(statistics.Items);

        foreach (string text in new[] { "{}", "{\"items\": [null]}", "{\"items\": [{\"id\": \"1\", \"title\": \"a\", \"count\": -1}]}", "{\"items\": [{\"id\": \"1\", \"title\": \"a\", \"count\": 1}, {\"id\": \"1\", \"title\": \"b\", \"count\": 1}]}" })
        {
            File.WriteAllText(folder.Of(CatalogStatistics.FileName), text);
            FluentActions.Invoking(() => CatalogStatistics.Read(folder.Path)).Should().Throw<InstructRecException>();
        }
    }
}
