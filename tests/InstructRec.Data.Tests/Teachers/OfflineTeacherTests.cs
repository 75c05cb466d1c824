using InstructRec.Catalog;
using InstructRec.Data.Readers;
using InstructRec.Data.Splits;
using InstructRec.Data.Teachers;
using InstructRec.Instructions;
using InstructRec.Testing;

namespace InstructRec.Data.Tests.Teachers;

public sealed class OfflineTeacherTests
{
    private static readonly InteractionDataset Films = DatasetFolder.Open(RepositoryFolder.Find("samples", "QuickStart", "Data"));
    private static readonly LeaveOneOutSplit Split = new(Films, keepLast: 20);
    private static readonly OfflineTeacher Teacher = new(Films.Items, OfflineTeacherOptions.Films);

    [Fact]
    public void WhatStandsOutIsSaidAndNotWhatIsEverywhere()
    {
        Item[] history = [.. Films.Items.Where(i => i.Attributes.TryGetValue("genre", out IReadOnlyList<string>? g) && g.Contains("Western") && i.Attributes["decade"].Contains("1960s")).Take(8)];
        for (ulong seed = 0; seed < 50; seed++)
        {
            string text = Teacher.WritePreference(history, seed)!;
            text.Should().Contain("western").And.NotContain("likes drama").And.NotEndWith(".").And.NotContain("  ").And.NotContain("{");
        }

        Enumerable.Range(0, 50).Count(s => Teacher.WritePreference(history, (ulong)s)!.Contains("1960s")).Should().BeGreaterThan(20);
    }

    [Fact]
    public void TheSameSeedGivesTheSameTextAndSeedsGiveHundredsOfWordings()
    {
        Item[] history = History(0);
        Teacher.WritePreference(history, 5).Should().Be(Teacher.WritePreference(history, 5));
        Enumerable.Range(0, 3000).Select(s => Teacher.WritePreference(history, (ulong)s)).Distinct().Count().Should().BeGreaterThan(300);
        Item film = Films.Items[0];
        Enumerable.Range(0, 3000).Select(s => Teacher.WriteIntention(film, (ulong)s)).Distinct().Count().Should().BeGreaterThan(300);
    }

    [Fact]
    public void FullTextsHaveAboutTheLengthOfThePapersAndNoTitle()
    {
        var teacher = new OfflineTeacher(Films.Items, OfflineTeacherOptions.Films with { Length = TextLength.Full });
        string[] preferences = [.. Split.EvaluatedPeople.Select(p => teacher.WritePreference(History(p), (ulong)p)!)];
        (Item Film, string Wish)[] wishes = [.. Films.Items.Select((f, i) => (f, teacher.WriteIntention(f, (ulong)i))).Where(w => w.Item2 is not null)!];

        preferences.Average(p => p.Split(' ').Length).Should().BeInRange(20, 35);
        wishes.Average(w => w.Wish.Split(' ').Length).Should().BeInRange(13, 30);
        preferences.Distinct().Count().Should().BeGreaterThan(600);
        preferences.Concat(wishes.Select(w => w.Wish)).Should().OnlyContain(t => !t.Contains('{') && !t.Contains("  ") && !t.Contains(",,") && t.Length < 400);
        wishes.Where(w => w.Film.Title.Length > 12).Should().OnlyContain(w => !TextLeak.Contains(w.Wish, w.Film.Title));
    }

    [Fact]
    public void AShareInWordsHolds()
    {
        Item[] history = [.. Enumerable.Range(0, 10).Select(i => new Item($"{i}", $"Title {i}") { Attributes = new Dictionary<string, IReadOnlyList<string>> { ["genre"] = i < 5 ? ["Horror"] : ["Musical"] } })];
        Item[] others = [.. Enumerable.Range(10, 90).Select(i => new Item($"{i}", $"Title {i}") { Attributes = new Dictionary<string, IReadOnlyList<string>> { ["genre"] = ["Drama"] } })];
        var teacher = new OfflineTeacher([.. history, .. others], OfflineTeacherOptions.Films with { Length = TextLength.Full });

        string[] texts = [.. Enumerable.Range(0, 200).Select(i => teacher.WritePreference(history, (ulong)i)!)];

        texts.Should().Contain(t => t.Contains("about half")).And.OnlyContain(t => !t.Contains("most of") && !t.Contains("nearly all") && !t.Contains("a good part"));
        texts.Should().Contain(t => t.Contains("the last 10 films")).And.OnlyContain(t => !t.Contains("the last") || t.Contains("the last 10 films"));
    }

    [Fact]
    public void EveryPersonGetsAPreferenceFromTheHistoryAlone()
    {
        foreach (int person in Split.EvaluatedPeople)
        {
            string? text = Teacher.WritePreference(History(person), (ulong)person);
            text.Should().NotBeNull();
            text!.Split(' ').Length.Should().BeInRange(4, 40);
        }
    }

    [Fact]
    public void AWishNamesNoTitle()
    {
        int written = 0;
        foreach (Item film in Films.Items)
        {
            string? wish = Teacher.WriteIntention(film, 3);
            written += wish is null ? 0 : 1;
            (wish is not null && film.Title.Length > 12 && TextLeak.Contains(wish, film.Title)).Should().BeFalse($"{wish} names {film.Title}");
        }

        written.Should().BeGreaterThan(9_600);
    }

    [Fact]
    public void ASpecificIntentionJoinsTheLabels()
    {
        Teacher.SpecificIntention(Films.Items[0]).Attributes.Single().Labels.Should().StartWith(["Adventure", "Animation", "Children"]).And.EndWith(["1990s"]);
        Teacher.SpecificIntention(new Item("x", "Nothing known")).Should().Be(Intention.None);
        Teacher.WriteIntention(new Item("x", "Nothing known"), 1).Should().BeNull();
    }

    [Fact]
    public void WithoutAttributesTheWordsOfTitlesSpeak()
    {
        Item[] catalog = [.. Enumerable.Range(0, 40).Select(i => new Item($"{i}", $"Plain thing number {i}x")), new Item("a", "Final Fantasy VII"), new Item("b", "Final Fantasy X"), new Item("c", "Fantasy Final Golf")];
        var teacher = new OfflineTeacher(catalog, OfflineTeacherOptions.Games);
        for (ulong seed = 0; seed < 20; seed++)
        {
            teacher.WritePreference([catalog[^3], catalog[0], catalog[^2]], seed).Should().Contain("Final Fantasy");
        }

        teacher.WritePreference([catalog[0], catalog[1]], 1).Should().BeNull("what is in every title tells nothing");
        teacher.WritePreference([], 1).Should().BeNull();
    }

    [Fact]
    public async Task AReviewGivesItsOwnWordsButNeitherTitleNorSentence()
    {
        const string review = "Half-Life is great fun with friends. I have played this game for more than four hundred hours and it is still the best story ever told. Great story and music!";
        var item = new Item("1", "Half-Life");
        var wishes = new HashSet<string>();
        for (ulong seed = 0; seed < 60; seed++)
        {
            string wish = (await Teacher.WriteIntentionAsync(item, review, seed))!;
            TextLeak.Contains(wish, item.Title).Should().BeFalse(wish);
            TextLeak.CopiesSentence(wish, review).Should().BeFalse(wish);
            wishes.Add(wish);
        }

        wishes.Should().Contain(w => w.Contains("great story and music"));
        (await Teacher.WriteIntentionAsync(item, "ok", 1)).Should().BeNull();
    }

    [Theory]
    [InlineData("I love this game so much. Best game ever. i tried so hard", null)]
    [InlineData("Very buggy game with terrible graphics, not fun with friends", null)]
    [InlineData("fun fucking game with friends", null)]
    [InlineData("great to play with friends and", null)]
    [InlineData("GREAT STORY AND MUSIC", "great story and music")]
    [InlineData("best game ever, tense combat and unique weapons, my cat", "tense combat and unique weapons")]
    public async Task OfAReviewOnlyPraiseThatSaysForWhatIsTakenOver(string review, string? words)
    {
        for (ulong seed = 0; seed < 20; seed++)
        {
            string? wish = await Teacher.WriteIntentionAsync(new Item("1", "Some Title"), review, seed);
            if (words is null)
            {
                wish.Should().BeNull();
            }
            else
            {
                wish.Should().ContainEquivalentOf(words);
            }
        }
    }

    [Theory]
    [InlineData(TextLength.Short)]
    [InlineData(TextLength.Full)]
    public void ArticlesFollowTheSoundAndALabelIsSaidOnce(TextLength length)
    {
        Item item = new("1", "Some Title") { Attributes = new Dictionary<string, IReadOnlyList<string>> { ["genre"] = ["RPG"], ["tag"] = ["rpg", "Ugly"], ["developer"] = ["Firm One, Firm Two"] } };
        var teacher = new OfflineTeacher([item, item with { Id = "2" }], OfflineTeacherOptions.Games with { Length = length });

        string[] wishes = [.. Enumerable.Range(0, 300).Select(s => teacher.WriteIntention(item, (ulong)s)!)];

        wishes.Should().Contain(w => w.Contains("an RPG game")).And.OnlyContain(w => !w.Contains("a RPG") && !w.Contains("Firm Two") && !w.Contains("rpg"));
        wishes.Should().Contain(w => w.Contains("Firm One"), "makers keep their capitals");
        Phrasing.Article("UFO game").Should().Be("a UFO game");
    }

    [Fact]
    public void WhereAttributesSayLittleLongTitlesSpeakAndShortOnesGiveNothingAway()
    {
        string[] makers = ["Abel", "Benno", "Carla", "Dora", "Emil", "Fritz"];
        Item[] polish = [.. makers.Select((m, i) => new Item($"p{i}", $"{m} Nail Polish, {i} oz Bottle in Velvet Packaging") { Attributes = new Dictionary<string, IReadOnlyList<string>> { ["brand"] = [m] } })];
        Item[] lamps = [.. Enumerable.Range(0, 40).Select(i => new Item($"l{i}", $"Copper{(char)('a' + (i % 26))} Reading Lamp - Warm Corner Edition Number {i} of Many"))];
        Item shortTitle = new("s", "Nail Polish");
        Item[] catalog = [.. polish, .. lamps, shortTitle];
        var teacher = new OfflineTeacher(catalog, OfflineTeacherOptions.Default with { Length = TextLength.Full });
        var brief = new OfflineTeacher(catalog);

        string[] wishes = [.. Enumerable.Range(0, 60).Select(s => teacher.WriteIntention(polish[0], (ulong)s)!)];
        wishes.Should().OnlyContain(w => w.Contains("nail polish") && !TextLeak.Contains(w, polish[0].Title) && !w.Contains("6 oz"));
        teacher.WriteIntention(shortTitle, 1).Should().BeNull("of a short title the pair is the title");
        teacher.SpecificIntention(polish[0]).Attributes.SelectMany(a => a.Labels).Should().Contain(["nail polish", "Abel"]);
        Enumerable.Range(0, 60).Select(s => teacher.WritePreference([polish[1], polish[2], polish[3]], (ulong)s)!).Should().OnlyContain(t => t.Contains("nail polish"));
        Enumerable.Range(0, 20).Select(s => brief.WriteIntention(polish[0], (ulong)s)!).Should().OnlyContain(w => !w.Contains("nail polish"), "short texts stay what models were taught with");
    }

    [Fact]
    public void LabelsThatAShopWroteIntoOneAreSeveral()
    {
        Item item = new("1", "Some Title") { Attributes = new Dictionary<string, IReadOnlyList<string>> { ["genre"] = ["Gel"], ["product benefits"] = ["Hydrating,Anti-aging; Soft"], ["brand"] = ["Firm, Son & Co"] } };
        var teacher = new OfflineTeacher([item, item with { Id = "2" }]);
        teacher.SpecificIntention(item).Attributes.SelectMany(a => a.Labels).Should().Equal("Gel", "Hydrating", "Anti-aging", "Soft", "Firm, Son & Co");
    }

    [Theory]
    [InlineData("a film like the Matrix, please", "The Matrix (1999)", true)]
    [InlineData("assassins creed games", "Assassin's Creed", true)]
    [InlineData("a red lamp", "Red Lamps", false)]
    [InlineData("anything", "", false)]
    public void ATitleInATextIsFound(string text, string title, bool found) => TextLeak.Contains(text, title).Should().Be(found);

    private static Item[] History(int person) => [.. Split.Input(person, SplitPart.Test).ToArray().Select(i => Films.Items[i])];
}
