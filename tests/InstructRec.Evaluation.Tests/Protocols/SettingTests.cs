using InstructRec.Data.Candidates;
using InstructRec.Data.Splits;
using InstructRec.Data.Teachers;
using InstructRec.Evaluation.Baselines;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Protocols;
using InstructRec.Instructions;

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

    private static InstructionSetting Setting(string which) => which switch
    {
        "sequential" => InstructionSetting.Sequential(Split),
        "cold" => InstructionSetting.ColdStart(),
        "preferred" => InstructionSetting.Preferred(Split, Teacher),
        "wished" => InstructionSetting.Wished(Split, SplitPart.Test, Teacher),
        _ => InstructionSetting.Searched(Split, SplitPart.Test, Teacher),
    };
}
