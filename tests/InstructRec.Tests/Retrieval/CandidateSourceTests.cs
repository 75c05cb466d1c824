using InstructRec.Retrieval;

namespace InstructRec.Tests.Retrieval;

public sealed class CandidateSourceTests
{
    private static readonly string[] Titles = ["The Red Lamp", "A red, red rose", "Blue lamp (deluxe)", "Lamp red", "Unrelated thing"];

    [Fact]
    public void Bm25IsLucenesFormula()
    {
        var source = new Bm25(Titles);
        var scores = new double[5];
        source.Score("rose!", [0, 1, 2, 3, 4], scores);
        double average = (2 + 3 + 3 + 2 + 2) / 5.0;
        double expected = Math.Log(1 + ((5 - 1 + 0.5) / 1.5)) * (1 / (1 + (1.5 * (0.25 + (0.75 * 3 / average)))));
        scores.Should().Equal([0, scores[1], 0, 0, 0]);
        scores[1].Should().BeApproximately(expected, 1e-6);
    }

    [Fact]
    public void TheSameWordsInAnotherOrderTieExactly()
    {
        var scores = new double[2];
        new Bm25(Titles).Score("red lamp", [0, 3], scores);
        scores[0].Should().Be(scores[1]).And.BePositive();
    }

    [Fact]
    public void AQueryOfHistoryFindsWhatSharesWordsButNotTheHistory()
    {
        var source = new Bm25(Titles);
        source.Find([0], 10).Should().BeEquivalentTo([1, 2, 3]);
        source.Find([0], 1).Should().Equal(3);
        source.Find("nothing of it", 3).Should().BeEmpty();
    }

    [Fact]
    public void PopularityKnowsCountsOnly()
    {
        var source = new Popularity([3, 0, 9, 3]);
        source.Find([2], 5).Should().Equal(0, 3);
        var scores = new double[2];
        source.Score([], [3, 2], scores);
        scores.Should().Equal(3, 9);
    }

    [Fact]
    public void NeighboursAreThoseTakenTogether()
    {
        int[][] people = [[0, 1], [0, 1, 2], [1, 0, 0], [2, 3], [4]];
        ItemKnn source = ItemKnn.Fit(6, people.Length, p => people[p], shrinkage: 0);
        var scores = new double[3];
        source.Score([0], [1, 2, 5], scores);
        scores[0].Should().BeApproximately(3 / Math.Sqrt(3 * 3), 1e-12);
        scores[1].Should().BeApproximately(1 / Math.Sqrt(3 * 2), 1e-12);
        scores[2].Should().Be(0);
        source.Find([0], 9).Should().Equal(1, 2);
        source.Find([5], 9).Should().BeEmpty();
        ItemKnn.Fit(6, people.Length, p => people[p], neighbourCount: 1).Find([0], 9).Should().Equal(1);
    }
}
