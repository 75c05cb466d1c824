using System.Text.RegularExpressions;
using InstructRec.Catalog;
using InstructRec.Data.Teachers;

namespace InstructRec.Data.Tests.Teachers;

/// <summary>Full texts, read as a person reads them: nothing is said that the history does not show, and labels stand where a sentence can hold them.</summary>
public sealed partial class FullTextTests
{
    private static readonly OfflineTeacherOptions Full = OfflineTeacherOptions.Default with { Length = TextLength.Full };

    [Fact]
    public void AFormFollowsTheNoun()
    {
        Item[] catalog = [.. Enumerable.Range(0, 30).Select(i => Made($"{i}", $"Thing {i}", ("item form", i < 5 ? "Sheet" : i < 10 ? "Gel" : "Powder"), ("category", i % 3 == 0 ? "Care" : "Bath")))];
        var teacher = new OfflineTeacher(catalog, Full);

        string[] texts = [.. Enumerable.Range(0, 200).SelectMany(s => new[] { teacher.WritePreference(catalog[..10], (ulong)s)!, teacher.WriteIntention(catalog[1], (ulong)s)! })];

        texts.Should().OnlyContain(t => !Regex.IsMatch(t, "(sheet|gel|powder) item"));
        texts.Should().Contain(t => t.Contains("in sheet form")).And.Contain(t => t.Contains("care item"), "a category is no form");
        new OfflineTeacher(catalog).SpecificIntention(catalog[0]).Attributes.SelectMany(a => a.Labels).Should().Equal("Sheet", "Care");
    }

    [Fact]
    public void TwoWordsAreATopicWhereTheyEndWhatTitlesSpeakOf()
    {
        string[] brands = ["Abel", "Benno", "Carla", "Dora", "Emil", "Fritz", "Gerda", "Hanno"];
        Item[] lamps = [.. brands.Select((b, i) => new Item($"l{i}", $"{b} Led Nail Lamp for Tidy Hands, Quick Drying Number {i} Box"))];
        Item[] others = [.. Enumerable.Range(0, 60).Select(i => new Item($"o{i}", $"Copper{(char)('a' + (i % 26))} Kettle of Many Shapes and a Lid Number {i} Box"))];
        var teacher = new OfflineTeacher([.. lamps, .. others], Full);

        string[] texts = [.. Enumerable.Range(0, 100).SelectMany(s => new[] { teacher.WritePreference(lamps[..4], (ulong)s)!, teacher.WriteIntention(lamps[0], (ulong)s)! })];

        texts.Should().OnlyContain(t => !t.Contains("led nail") && !t.Contains("quick drying"));
        texts.Should().Contain(t => t.Contains("nail lamp")).And.Contain(t => t.Contains("tidy hands"));
    }

    [Fact]
    public void AWordOfLongTitlesIsSaidAsAThingAndNotAsAName()
    {
        Item[] history = [.. Enumerable.Range(0, 4).Select(i => new Item($"h{i}", $"Powerful {(char)('a' + i)}ille Rinse for Tables and Chairs of Wood {i}{i}x, Grand{i} Kettle"))];
        Item[] others = [.. Enumerable.Range(0, 80).Select(i => new Item($"o{i}", $"Quiet{(char)('a' + (i % 26))} Shelf of Many Heights and Widths in Oak Number {i}"))];
        var teacher = new OfflineTeacher([.. history, .. others], Full);

        string[] texts = [.. Enumerable.Range(0, 60).Select(s => teacher.WritePreference(history, (ulong)s)!)];

        texts.Should().OnlyContain(t => !t.Contains("powerful", StringComparison.OrdinalIgnoreCase) && !t.Contains("called") && !t.Contains("in the title"));
        texts.Should().OnlyContain(t => t.Contains("kettle") || t.Contains("rinse"));
    }

    [Fact]
    public void OneChoiceIsNoHabit()
    {
        Item[] catalog = [.. Enumerable.Range(0, 30).Select(i => Made($"{i}", $"Thing {i}", ("genre", i % 3 == 0 ? "Comedy" : "War"), ("genres", "Western"), ("category", i % 2 == 0 ? "Short" : "Long")))];
        var teacher = new OfflineTeacher(catalog, OfflineTeacherOptions.Films with { Length = TextLength.Full });

        string[] texts = [.. Enumerable.Range(0, 300).Select(s => teacher.WritePreference([catalog[s % 30]], (ulong)s)!)];

        texts.Should().OnlyContain(t => !Habits().IsMatch(t));
    }

    [Fact]
    public void WhatIsSeldomerIsSeldomer()
    {
        Item[] history = [.. Enumerable.Range(0, 12).Select(i => Made($"{i}", $"Thing {i}", ("genre", "Comedy"), ("genres", "War"), ("category", "Western")))];
        Item[] others = [.. Enumerable.Range(12, 90).Select(i => Made($"{i}", $"Thing {i}", ("genre", "Drama")))];
        var teacher = new OfflineTeacher([.. history, .. others], OfflineTeacherOptions.Films with { Length = TextLength.Full });

        Enumerable.Range(0, 300).Select(s => teacher.WritePreference(history, (ulong)s)!).Should().OnlyContain(t => !t.Contains("less often") && !t.Contains("now and then"));
    }

    [Fact]
    public void WhatIsSaidOfTagsDoesNotHangOnTheDecade()
    {
        Item[] history = [.. Enumerable.Range(0, 8).Select(i => Made($"{i}", $"Thing {i}", ("genre", "Comedy"), ("decade", "1990s"), ("tag", "robots"), ("director", "A. Maker")))];
        Item[] others = [.. Enumerable.Range(8, 90).Select(i => Made($"{i}", $"Thing {i}", ("genre", "Drama"), ("decade", "2000s")))];
        var teacher = new OfflineTeacher([.. history, .. others], OfflineTeacherOptions.Films with { Length = TextLength.Full });

        string[] texts = [.. Enumerable.Range(0, 300).Select(s => teacher.WritePreference(history, (ulong)s)!)];

        texts.Should().Contain(t => t.Contains("robots")).And.Contain(t => t.Contains("the 1990s"));
        texts.Should().OnlyContain(t => !Regex.IsMatch(t, "1990s (that|by|tagged|rather|with|where)|1990s, (often tagged|tagged|with|where|the kind)") && !t.Contains("people call robots") && !t.Contains("robots by"));
    }

    [Fact]
    public void AKindIsSaidWithItsNoun()
    {
        Item film = Made("1", "Some Title", ("genre", "Children"), ("genres", "Animation"), ("category", "Comedy"));
        var teacher = new OfflineTeacher([film, film with { Id = "2" }], OfflineTeacherOptions.Films with { Length = TextLength.Full });

        string[] wishes = [.. Enumerable.Range(0, 300).Select(s => teacher.WriteIntention(film, (ulong)s)!)];

        wishes.Should().OnlyContain(w => !Regex.IsMatch(w, "children's(?! film)|animated(?! (film|kind))"));
        wishes.Should().Contain(w => w.Contains("an animated film")).And.Contain(w => w.Contains("children's films"));
    }

    [Fact]
    public void WhereThereIsNothingToSayNothingIsSaid()
    {
        Item item = Made("1", "Some Title", ("scent", "Not-Applicable"), ("material", "N/A"), ("brand", "Unknown"));
        var teacher = new OfflineTeacher([item, item with { Id = "2" }], Full);

        teacher.WriteIntention(item, 1).Should().BeNull();
        teacher.SpecificIntention(item).Attributes.Should().BeEmpty();
    }

    [Theory]
    [InlineData("No More Room Team", null)]
    [InlineData("Room", "Room")]
    [InlineData("Firm One,Firm Two (Mac)", "Firm One")]
    [InlineData("Firm, Son & Co", "Firm, Son & Co")]
    public void AMakerThatNamesTheTitleIsNoAttribute(string maker, string? said)
    {
        Item item = Made("1", "No More Room", ("genre", "Action"), ("tag", "Room"), ("developer", maker));
        var teacher = new OfflineTeacher([item, item with { Id = "2" }]);

        teacher.SpecificIntention(item).Attributes.SelectMany(a => a.Labels).Should().Equal(said is null ? ["Action"] : ["Action", said]);
    }

    [Theory]
    [InlineData("love each unique design")]
    [InlineData("the finish feels bumpy")]
    [InlineData("best story ever better than the rest")]
    [InlineData("pros- the story is great")]
    [InlineData("since the story is great")]
    [InlineData("most combat would be fun")]
    public async Task WhatIsNoWishIsNotTakenOver(string review) => (await new OfflineTeacher([new Item("1", "Some Title")], Full).WriteIntentionAsync(new Item("1", "Some Title"), review, 1)).Should().BeNull();

    private static Item Made(string id, string title, params (string Name, string Label)[] attributes) =>
        new(id, title) { Attributes = attributes.ToDictionary(a => a.Name, a => (IReadOnlyList<string>)[a.Label]) };

    [GeneratedRegex("tends? to|keeps? coming|often|now and then|turn up|some .* ones in between|less often")]
    private static partial Regex Habits();
}
