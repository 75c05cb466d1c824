using InstructRec.Data.Filters;

namespace InstructRec.Data.Tests.Filters;

public sealed class TextFilterTests
{
    [Theory]
    [InlineData("They like games with a strong story", null, null)]
    [InlineData("Strategy games from the 1990s, about 10 of them", null, null)]
    [InlineData("games", null, FilterReason.TooShort)]
    [InlineData("write me at some.one@example.org please", null, FilterReason.PersonalData)]
    [InlineData("call +49 (30) 1234 5678 for more", null, FilterReason.PersonalData)]
    [InlineData("see https://example.org for it", null, FilterReason.PersonalData)]
    [InlineData("my server is at 192.168.10.20 now", null, FilterReason.PersonalData)]
    [InlineData("As an AI language model, I like games", null, FilterReason.Refusal)]
    [InlineData("I'm sorry, but there is too little to say", null, FilterReason.Refusal)]
    [InlineData("мне нравятся хорошие игры про войну", null, FilterReason.OtherLanguage)]
    [InlineData("este juego es muy bueno para jugar con amigos siempre", null, FilterReason.OtherLanguage)]
    [InlineData("I want the red lamp today", "Red Lamp (1999)", FilterReason.TitleLeak)]
    public void EachReasonIsFound(string text, string? title, FilterReason? reason) => new TextFilter().Judge(text, title).Should().Be(reason);

    [Fact]
    public void RepeatsBeyondTheLimitAreRemovedAndNearOnesCount()
    {
        var filter = new TextFilter(new TextFilterOptions { MaximumRepeats = 2 });
        const string text = "They like long role playing games with a strong story, many characters and an open world in which one can get lost for weeks";
        filter.Judge(text).Should().BeNull();
        filter.Judge(text + ", really").Should().BeNull();
        filter.Judge(text).Should().Be(FilterReason.Repeat);
        filter.Judge("This person would rather have short puzzles for the train, without any music and for free").Should().BeNull();
    }

    [Fact]
    public void TheReportCountsWithExamples()
    {
        var filter = new TextFilter();
        filter.Judge("games");
        filter.Judge("more|games");
        filter.Judge("They like games with a strong story");
        FilterReport report = filter.Report();
        report.Seen.Should().Be(3);
        report.Removed.Should().Equal(new Dictionary<FilterReason, int> { [FilterReason.TooShort] = 2 });
        report.ToMarkdown().Should().Contain("3 texts, 2 removed").And.Contain("| TooShort | 2 | games |");
    }
}
