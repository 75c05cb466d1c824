using InstructRec.Data.Generation;
using InstructRec.Data.Readers;
using InstructRec.Data.Splits;
using InstructRec.Data.Teachers;
using InstructRec.Instructions;
using InstructRec.Templates;
using InstructRec.Testing;

namespace InstructRec.Data.Tests.Generation;

public sealed class InstructionGeneratorTests : IDisposable
{
    private static readonly InteractionDataset Films = DatasetFolder.Open(RepositoryFolder.Find("samples", "QuickStart", "Data"));
    private static readonly LeaveOneOutSplit Split = new(Films, keepLast: 7);
    private static readonly OfflineTeacher Teacher = new(Films.Items, OfflineTeacherOptions.Films);
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task EveryTemplateIsWrittenAndTheWholeIsTheSameForTheSameSeed()
    {
        List<InstructionRecord> records = await Generate(new GenerationOptions { DefaultRate = 0.03 });
        records.Count.Should().BeGreaterThan(2_000);
        string[] all = [.. TemplateRegistry.Default.All.Where(t => t.Family is not ("context" or "free")).Select(t => t.Id)];
        records.Select(r => r.Template).Distinct().Should().BeEquivalentTo(all);
        (await Generate(new GenerationOptions { DefaultRate = 0.03 })).Should().Equal(records);
        records.Should().OnlyContain(r => r.Instruction.Length > 10 && r.Response.Length > 0);
    }

    [Fact]
    public async Task NothingAtOrAfterTheValidationIsUsed()
    {
        List<InstructionRecord> records = await Generate(new GenerationOptions { DefaultRate = 0.05 });
        foreach (InstructionRecord record in records)
        {
            Films.TryFindPerson(record.Person, out int person);
            record.Position.Should().BeLessThan(Split.TargetPosition(person, SplitPart.Validation));
            if (TemplateRegistry.Default[record.Template].TryReadSlots(record.Instruction, out IReadOnlyDictionary<string, IReadOnlyList<string>> slots)
                && slots.TryGetValue("history", out IReadOnlyList<string>? history))
            {
                string[] before = [.. Films.History(person)[..record.Position].ToArray().Select(i => Catalog.UntrustedText.Title(Films.Items[i].Title))];
                before[^history.Count..].Should().Equal(history);
            }
        }
    }

    [Fact]
    public async Task ThePositiveStandsAnywhereAmongTheCandidates()
    {
        List<InstructionRecord> records = await Generate(new GenerationOptions { DefaultRate = 0, Rates = new Dictionary<string, double> { ["rec-07"] = 1 } });
        var places = new int[10];
        foreach (InstructionRecord record in records)
        {
            TemplateRegistry.Default["rec-07"].TryReadSlots(record.Instruction, out IReadOnlyDictionary<string, IReadOnlyList<string>> slots).Should().BeTrue(record.Instruction);
            places[slots["candidates"].ToList().IndexOf(record.Response)]++;
        }

        records.Count.Should().Be(610 * 4, "five training items each, the first of which has nothing before it");
        places.Should().OnlyContain(n => n > 180 && n < 310);
    }

    [Fact]
    public async Task OracleQueriesAreMarked()
    {
        List<InstructionRecord> records = await Generate(new GenerationOptions { DefaultRate = 0, Rates = new Dictionary<string, double> { ["search-02"] = 0.1, ["rec-01"] = 0.1, ["personal-08"] = 0.1, ["rec-16"] = 0.1 } });
        records.Where(r => r.IsOracleQuery).Select(r => r.Template).Distinct().Should().Equal("search-02");
        records.Where(r => r.Teacher is not null).Select(r => r.Template).Distinct().Should().Contain("rec-16").And.NotContain("rec-01");
    }

    [Fact]
    public async Task NoQueryIsMadeOfItemsHeldOut()
    {
        ItemSplit items = ItemSplit.Of(Films);
        var options = new GenerationOptions { DefaultRate = 0.05, QueryItems = items };
        List<InstructionRecord> records = await Generate(options);

        int held = 0;
        foreach (InstructionRecord record in records)
        {
            Films.TryFindPerson(record.Person, out int person);
            if (items.HoldsOut(Films.History(person)[record.Position]))
            {
                held++;
                record.IsOracleQuery.Should().BeFalse(record.Instruction);
                TemplateRegistry.Default[record.Template].Outputs.Should().NotContain(o => o.Kind == InstructionOutput.Intention);
            }
        }

        held.Should().BePositive("they are still what is asked for otherwise");
        records.Should().Contain(r => r.IsOracleQuery);
    }

    [Fact]
    public async Task AFileIsWholeOrPartial()
    {
        List<InstructionRecord> records = await Generate(new GenerationOptions { DefaultRate = 0.01 });
        foreach (string name in new[] { "a.jsonl", "a.jsonl.gz" })
        {
            string path = Path.Combine(_folder.Path, name);
            (await InstructionFile.WriteAsync(path, records.ToAsyncEnumerable())).Should().Be(records.Count);
            InstructionFile.Read(path).Should().Equal(records);
        }

        string cut = Path.Combine(_folder.Path, "b.jsonl");
        Func<Task> failing = () => InstructionFile.WriteAsync(cut, Failing(records));
        await failing.Should().ThrowAsync<InvalidOperationException>();
        File.Exists(cut).Should().BeFalse();
        File.Exists(cut + InstructionFile.PartialEnding).Should().BeTrue();
        _folder.Write("c.jsonl", "{\"instruction\": \"x\"}\n");
        Action reading = () => _ = InstructionFile.Read(Path.Combine(_folder.Path, "c.jsonl")).Count();
        reading.Should().Throw<InstructRecException>().Where(e => e.Line == 1);

        static async IAsyncEnumerable<InstructionRecord> Failing(List<InstructionRecord> records)
        {
            yield return records[0];
            await Task.Yield();
            throw new InvalidOperationException("broken");
        }
    }

    [Fact]
    public async Task VarietyIsReported()
    {
        var options = new GenerationOptions { DefaultRate = 0.03 };
        var generator = new InstructionGenerator(Split, Teacher, options);
        var templates = new SortedDictionary<string, long>(StringComparer.Ordinal);
        await foreach (InstructionRecord record in generator.GenerateAsync())
        {
            templates[record.Template] = templates.GetValueOrDefault(record.Template) + 1;
        }

        var card = new DataCard { Name = "films", Source = Films, Templates = templates, Generator = generator, Options = options, Teacher = Teacher.Name, Licence = "As MovieLens." };
        card.ToMarkdown().Should().Contain("100,836 interactions").And.Contain("| rec-07 |").And.Contain("offline/3").And.Contain("As MovieLens.").And.Contain("period    #");
        generator.FineGrainedAspects.Shares["kind"].Should().BeGreaterThan(0.8);

        generator.Instructions.Texts.Should().Be(templates.Values.Sum());
        generator.Instructions.WordsPerText.Should().BeInRange(25, 120);
        card.ToMarkdown().Should().Contain("were made of all items");
        generator.FineGrained.Distinct.Should().BeGreaterThan(400);
        generator.FineGrained.WordsPerText.Should().BeInRange(6, 30);
        generator.PreferenceReport.Seen.Should().BePositive();
        generator.IntentionReport.Removed.Keys.Should().NotContain(Data.Filters.FilterReason.PersonalData);
    }

    [Fact]
    public void WordsStandBetweenWhiteSpace()
    {
        Variety.Words(" one\ttwo \n three").Should().Be(3);
        Variety.Words("").Should().Be(0);
        var variety = new Variety();
        variety.Add("one film");
        variety.Add("one film");
        variety.Add("two films here");
        (variety.Texts, variety.Distinct).Should().Be((3, 2));
        variety.WordsPerText.Should().BeApproximately(7 / 3.0, 1e-9);
    }

    private static async Task<List<InstructionRecord>> Generate(GenerationOptions options)
    {
        var records = new List<InstructionRecord>();
        await foreach (InstructionRecord record in new InstructionGenerator(Split, Teacher, options).GenerateAsync())
        {
            records.Add(record);
        }

        return records;
    }
}
