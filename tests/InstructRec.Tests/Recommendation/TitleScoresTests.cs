using InstructRec.Catalog;
using InstructRec.Recommendation;
using InstructRec.Scoring;
using InstructRec.Testing;
using InstructRec.Tokenization;

namespace InstructRec.Tests.Recommendation;

public sealed class TitleScoresTests
{
    [Fact]
    public void Priors_that_make_room_are_still_there_for_whoever_was_given_them_and_stay_where_they_are_needed_again()
    {
        TitleScores titles = new(T5Tokenizer.Load(GoldenRoot.Of("tokenizer", "spiece.model")), new ScoreCorrection(1), null, null, 64, mostTitles: 3);
        titles.AddPriors(["a", "b", "c", "d"], [1, 2, 3, 4]);

        titles.WithoutPrior([new Item("5", "e"), new Item("1", "a")]).Should().Equal("e");
        titles.Prior("b").Should().Be(2, "a request in the air may wait for it");
        titles.AddPriors(["e", "f", "g", "h"], [5, 6, 7, 8]);
        titles.WithoutPrior([new Item("1", "a"), new Item("2", "b")]).Should().Equal(["b"], "b was not asked for in time");
        titles.AddPriors(["a"], [9]);
        titles.Prior("a").Should().Be(1, "two batches that meet a title at once agree on its first prior");
    }
}
