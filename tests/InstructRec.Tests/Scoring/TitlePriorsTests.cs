using InstructRec.Scoring;

namespace InstructRec.Tests.Scoring;

public sealed class TitlePriorsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("priors").FullName;
    private readonly CandidateTree _titles = CandidateTree.Build([[5, 6, 1], [7, 1], [1]], startToken: 0);
    private int _computed;

    private string File => Path.Combine(_folder, "priors.bin");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Is_computed_once_and_again_when_checkpoint_or_titles_change()
    {
        TitlePriors first = Load("checkpoint 1", _titles);
        Load("checkpoint 1", _titles).Sums.ToArray().Should().Equal(first.Sums.ToArray());
        _computed.Should().Be(1);

        Load("checkpoint 2", _titles);
        _computed.Should().Be(2);
        Load("checkpoint 2", CandidateTree.Build([[7, 1], [5, 6, 1], [1]], 0));
        _computed.Should().Be(3, "the order of the titles is what the values go by");
    }

    [Fact]
    public void Is_computed_again_when_the_file_is_damaged()
    {
        Load("c", _titles);
        byte[] bytes = System.IO.File.ReadAllBytes(File);
        for (int i = 0; i < bytes.Length; i++)
        {
            byte[] damaged = [.. bytes];
            damaged[i] ^= 0x10;
            System.IO.File.WriteAllBytes(File, damaged);
            TitlePriors.TryLoad(File, "c", _titles.Hash).Should().BeNull();
        }

        System.IO.File.WriteAllBytes(File, bytes[..20]);
        Load("c", _titles);
        _computed.Should().Be(2);
    }

    [Fact]
    public void Refuses_values_that_are_none() =>
        FluentActions.Invoking(() => new TitlePriors("c", "t", [1, double.NaN])).Should().Throw<ArgumentException>();

    private TitlePriors Load(string checkpoint, CandidateTree titles) => TitlePriors.LoadOrCompute(File, checkpoint, titles, tree =>
    {
        _computed++;
        return new CandidateLikelihoods(tree, [.. tree.Parts.Select(p => p.EdgeTokens.Select(t => -t - 0.25f).ToArray())], keepTokens: false);
    });
}
