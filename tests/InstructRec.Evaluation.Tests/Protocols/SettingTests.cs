using InstructRec.Catalog;
using InstructRec.Data.Candidates;
using InstructRec.Data.Splits;
using InstructRec.Data.Teachers;
using InstructRec.Evaluation.Baselines;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Protocols;
using InstructRec.Instructions;
using InstructRec.Testing;

namespace InstructRec.Evaluation.Tests.Protocols;

public sealed class SettingTests
{
    private static readonly LeaveOneOutSplit Split = ProtocolWorld.Films;
    private static readonly OfflineTeacher Teacher = new(Split.Dataset.Items, OfflineTeacherOptions.Films);
    private static readonly CandidateSet Candidates = FrozenCandidates.Draw(Split, SplitPart.Test) is var all ? all with { Rows = [.. all.Rows.Take(200)] } : all;

    public static TheoryData<string, string, bool, PreferenceForm, IntentionForm> Formats => new()
    {
        { "sequential", "⟨P1,I0,T3⟩", false, PreferenceForm.Implicit, IntentionForm.None },
        { "cold", "⟨P0,I0,T3⟩", false, PreferenceForm.None, IntentionForm.None },
        { "preferred", "⟨P1+P2,I0,T3⟩", false, PreferenceForm.Both, IntentionForm.None },
        { "wished", "⟨P1,I1,T3⟩", true, PreferenceForm.Implicit, IntentionForm.Vague },
        { "searched", "⟨P1,I2,T3⟩", true, PreferenceForm.Implicit, IntentionForm.Specific },
        { "wished and preferred", "⟨P1+P2,I1,T3⟩", true, PreferenceForm.Both, IntentionForm.Vague },
        { "searched and preferred", "⟨P1+P2,I2,T3⟩", true, PreferenceForm.Both, IntentionForm.Specific },
    };

    [Theory]
    [MemberData(nameof(Formats))]
    public async Task A_setting_tells_what_its_format_says_and_labels_what_was_made_from_the_target(
        string which, string format, bool oracle, PreferenceForm preference, IntentionForm intention)
    {
        InstructionSetting setting = Setting(which);
        setting.Format.Should().Be(format);
        setting.IsOracleQuery.Should().Be(oracle);
        CandidateSet covered = setting.Covered(Split, SplitPart.Test, Candidates);
        covered.Rows.Count.Should().BeGreaterThan(100);
        List<Instruction> asked = [];
        InstructionSystem system = setting.System("recorder", Split.Dataset, (questions, _) =>
        {
            asked.AddRange(questions.Select(q => q.Instruction));
            return ValueTask.FromResult<IReadOnlyList<IReadOnlyList<double>>>([.. questions.Select(q => (IReadOnlyList<double>)new double[q.Candidates.Count])]);
        });
        EvaluationResult result = await new LeaveOneOutProtocol(Split, SplitPart.Test, covered).RunAsync(system);
        result.IsOracleQuery.Should().Be(oracle);
        asked.Should().HaveCount(covered.Rows.Count).And.OnlyContain(i => i.Preference.Form == preference && i.Intention.Form == intention && i.Task == TaskForm.Reranking);
        result.Values(new HitRate(1)).Average().Should().BeApproximately(0.1, 1e-9, "equal scores are worth chance");
    }

    [Fact]
    public async Task Oracle_queries_help_a_search_engine_and_nothing_told_is_chance()
    {
        InstructionScoring text = InstructionBaselines.Bm25(Split.Dataset.Items);
        CandidateSet covered = Setting("searched").Covered(Split, SplitPart.Test, Candidates);
        LeaveOneOutProtocol protocol = new(Split, SplitPart.Test, covered);
        double searched = (await protocol.RunAsync(Setting("searched").System("BM25", Split.Dataset, text))).Values(new HitRate(1)).Average();
        double sequential = (await protocol.RunAsync(Setting("sequential").System("BM25", Split.Dataset, text))).Values(new HitRate(1)).Average();
        double cold = (await protocol.RunAsync(Setting("cold").System("BM25", Split.Dataset, text))).Values(new HitRate(1)).Average();
        searched.Should().BeGreaterThan(sequential + 0.05);
        cold.Should().BeApproximately(0.1, 1e-9);
    }

    [Fact]
    public async Task Product_search_asks_for_held_out_items_and_reads_attributes()
    {
        ItemSplit items = new([.. Enumerable.Range(0, Split.Dataset.Items.Count)]);
        ItemSearchProtocol protocol = new(Split.Dataset.Items, items.Test, Teacher, options: new ProtocolOptions { PersonSample = 300 });
        protocol.Questions.Should().OnlyContain(q => q.Candidates.Count == 10 && q.Candidates.Count(c => c.Id == q.Subject) == 1);
        EvaluationResult text = await protocol.RunAsync("BM25", InstructionBaselines.Bm25(Split.Dataset.Items));
        EvaluationResult popular = await protocol.RunAsync("popularity", InstructionBaselines.Popularity(Split.Dataset.Items, Split.TrainingCounts()));
        text.IsOracleQuery.Should().BeTrue();
        text.Values(new HitRate(1)).Average().Should().BeGreaterThan(0.5);
        popular.Values(new HitRate(1)).Average().Should().BeInRange(0.05, 0.25);

        InstructionScoring broken = (questions, _) => ValueTask.FromResult<IReadOnlyList<IReadOnlyList<double>>>([.. questions.Select(_ => (IReadOnlyList<double>)[double.NaN, .. new double[9]])]);
        await protocol.Awaiting(p => p.RunAsync("broken", broken)).Should().ThrowAsync<InstructRecException>()
            .WithMessage($"*not a number*'{protocol.Questions[0].Subject}'*'{protocol.Questions[0].Candidates[0].Id}'*");
    }

    [Fact]
    public async Task Product_search_takes_candidates_from_a_file()
    {
        using TemporaryFolder folder = new();
        IReadOnlyList<Item> films = Split.Dataset.Items;
        ItemCandidateSet given = new("nearest4", [new ItemCandidateRow(5, [1, 2, 3, 4]), new ItemCandidateRow(40, [9, 8, 7]), new ItemCandidateRow(7, [40, 5, 6])]);
        ItemCandidateFile.Write(folder.Of("nearest4.tsv.gz"), given, films);
        ItemCandidateSet read = ItemCandidateFile.Read(folder.Of("nearest4.tsv.gz"), films);
        read.Should().BeEquivalentTo(given, o => o.WithStrictOrdering());

        ItemSearchProtocol protocol = new(films, read, Teacher);
        protocol.Questions.Select(q => q.Subject).Should().Equal(films[5].Id, films[40].Id, films[7].Id);
        protocol.Questions[0].Candidates.Select(c => c.Id).Should().BeEquivalentTo(new[] { 5, 1, 2, 3, 4 }.Select(i => films[i].Id));
        Enumerable.Range(0, 20).Select(s => new ItemSearchProtocol(films, read, Teacher, options: new ProtocolOptions { ShuffleSeed = (ulong)s }).Questions[0].Candidates[0].Id)
            .Distinct().Count().Should().BeGreaterThan(2, "the order of the file is not shown");
        InstructionScoring knows = (questions, _) => ValueTask.FromResult<IReadOnlyList<IReadOnlyList<double>>>(
            [.. questions.Select(q => (IReadOnlyList<double>)[.. q.Candidates.Select(c => c.Id == q.Subject ? 1.0 : 0.0)])]);
        EvaluationResult result = await protocol.RunAsync("one that knows", knows);
        result.CandidateSet.Should().Contain("nearest4");
        result.Values(new HitRate(1)).Should().Equal(1, 1, 1);
        TaskFormFigure figure = await new TaskFormProtocol().ProductSearchAsync(films, read, Teacher, knows);
        (figure.Value.Mean, figure.Chance).Should().Be((1, (0.2 + 0.25 + 0.25) / 3));
        FluentActions.Invoking(() => new ItemSearchProtocol(films, read, Teacher, options: new ProtocolOptions { LeastCandidates = 5 }))
            .Should().Throw<InstructRecException>().WithMessage($"*'{films[40].Id}' has 4 candidates, 5*");
    }

    [Theory]
    [InlineData("1\t2 nowhere", "negative 'nowhere' is not in the catalogue")]
    [InlineData("nowhere\t2", "target 'nowhere' is not in the catalogue")]
    [InlineData("1\t2 1", "is the target")]
    [InlineData("1\t2 2", "there twice")]
    [InlineData("1\t", "has no negatives")]
    [InlineData("1 2", "two columns")]
    [InlineData("2\t1", "has a line already")]
    public void A_fault_in_a_file_of_product_search_is_named(string line, string says)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.Of("c.tsv"), "target_item_id\tnegatives\n2\t1 3\n" + line + "\n");
        FluentActions.Invoking(() => ItemCandidateFile.Read(folder.Of("c.tsv"), Split.Dataset.Items))
            .Should().Throw<InstructRecException>().Where(e => e.Line == 3 && e.Kind == InstructRecErrorKind.Data && e.Message.Contains(says));
    }

    private static InstructionSetting Setting(string which) => which switch
    {
        "sequential" => InstructionSetting.Sequential(Split),
        "cold" => InstructionSetting.ColdStart(),
        "preferred" => InstructionSetting.Preferred(Split, Teacher),
        "wished and preferred" => Setting("wished").AndPreferred(Split, Teacher),
        "searched and preferred" => Setting("searched").AndPreferred(Split, Teacher),
        "wished" => InstructionSetting.Wished(Split, SplitPart.Test, Teacher),
        _ => InstructionSetting.Searched(Split, SplitPart.Test, Teacher),
    };
}
