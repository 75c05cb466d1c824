using InstructRec.Instructions;
using InstructRec.Templates;

namespace InstructRec.Tests.Templates;

/// <summary>PAPER's table of 39 templates, row by row.</summary>
public class SlotTableTests
{
    public static TheoryData<string, string, string, string, string> Rows =>
        new()
        {
            { "rec-01", "P1 I0 T2", "Direct", "history", "target" },
            { "rec-02", "P1+P2 I0 T2", "Direct", "preference, history", "target" },
            { "rec-03", "P1 I0 T2", "ChainOfThought", "history", "preference, then target" },
            { "rec-04..06", "P1(+P2) I0 T2", "Direct", "history, (preference)", "target" },
            { "rec-07..10", "P1(+P2) I0 T3", "Direct", "history, (preference), candidates", "target" },
            { "rec-11..12", "P1(+P2) I0 T0", "Direct", "history, (preference), candidate", "yes/no" },
            { "rec-13..13", "P1+P2 I0 T3", "Direct", "preference, history, candidates", "target" },
            { "rec-14..15", "P1 I0", "Swap", "history", "preference" },
            { "rec-16..17", "P2 I0 T2", "Direct", "preference", "target" },
            { "search-01", "P0 (P2/I1/I2) T2", "Direct", "preference/vague/specific", "target" },
            { "search-02..03", "P0 I2 T2", "Direct", "specific", "target" },
            { "search-04", "P0 (P2/I1/I2) T2", "Direct", "preference/vague/specific", "target" },
            { "search-05..06", "P0 I2", "Swap", "target", "specific" },
            { "search-07..09", "P0 (P2/I1/I2) T3", "Direct", "preference/vague/specific, candidates", "target" },
            { "personal-01", "P1+P2 T2", "Direct", "history, preference", "target" },
            { "personal-02..03", "P1 I1 T2", "Direct", "history, vague", "target" },
            { "personal-04", "P1 I2 T2", "Direct", "specific, history", "target" },
            { "personal-05", "P1", "Swap", "history, target", "specific/vague" },
            { "personal-06", "P1", "Swap", "history, target", "preference" },
            { "personal-07", "P2/I1/I2", "Relatedness", "preference/vague/specific, target", "history" },
            { "personal-08", "P1", "Relatedness", "history", "query, then target" },
            { "personal-09", "P2/I1/I2", "Swap", "preference/vague/specific", "history, then target" },
            { "personal-10..13", "P1(+P2) I1/I2 T3", "Direct", "vague/specific, history, (preference), candidates", "target" },
        };

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_row_is_as_the_paper_has_it(string ids, string key, string strategy, string slots, string output)
    {
        foreach (string id in Ids(ids))
        {
            InstructionTemplate template = TemplateRegistry.Default[id];
            template.Key.Should().Be(key);
            template.Strategy.ToString().Should().Be(strategy);
            Notation(template).Should().BeEquivalentTo(slots.Split(", "), id);
            string.Join(", then ", template.Outputs.Select(o => o.Name)).Should().Be(output);
            template.Task.Should().Be(key.Contains(" T") ? (TaskForm)(key[^1] - '0') : null);
        }
    }

    [Theory]
    [MemberData(nameof(Rows))]
    public void Each_row_is_found_by_what_is_known(string ids, string key, string strategy, string slots, string output)
    {
        _ = (slots, output);
        TaskForm? task = key.Contains(" T") ? (TaskForm)(key[^1] - '0') : null;
        PreferenceForm[] preferences = key.Split(' ')[0] switch
        {
            "P1(+P2)" => [PreferenceForm.Implicit, PreferenceForm.Both],
            "P1+P2" => [PreferenceForm.Both],
            "P1" => [PreferenceForm.Implicit],
            "P2" => [PreferenceForm.Explicit],
            _ => [],
        };
        foreach (PreferenceForm preference in preferences)
        {
            TemplateRegistry
                .Default.Find(
                    new TemplateQuery
                    {
                        Preference = preference,
                        Task = task,
                        Strategy = Enum.Parse<TemplateStrategy>(strategy),
                    }
                )
                .Select(t => t.Id)
                .Should()
                .Contain(Ids(ids));
        }

        if (key.Contains("P2/I1/I2"))
        {
            foreach (
                (PreferenceForm p, IntentionForm i) in new[]
                {
                    (PreferenceForm.Explicit, IntentionForm.None),
                    (PreferenceForm.None, IntentionForm.Vague),
                    (PreferenceForm.None, IntentionForm.Specific),
                }
            )
            {
                TemplateRegistry
                    .Default.Find(
                        new TemplateQuery
                        {
                            Preference = p,
                            Intention = i,
                            Task = task,
                        }
                    )
                    .Select(t => t.Id)
                    .Should()
                    .Contain(Ids(ids));
            }
        }
    }

    [Fact]
    public void There_are_17_and_9_and_13()
    {
        TemplateRegistry.Default.Find(new TemplateQuery { Family = TemplateFamilies.Recommendation }).Should().HaveCount(17);
        TemplateRegistry.Default.Find(new TemplateQuery { Family = TemplateFamilies.Search }).Should().HaveCount(9);
        TemplateRegistry.Default.Find(new TemplateQuery { Family = TemplateFamilies.Personal }).Should().HaveCount(13);
    }

    [Fact]
    public void Rec_13_requires_a_preference_and_rec_07_to_10_take_one()
    {
        TemplateRegistry
            .Default.Find(
                new TemplateQuery
                {
                    Preference = PreferenceForm.Implicit,
                    Intention = IntentionForm.None,
                    Task = TaskForm.Reranking,
                    Family = "recommendation",
                }
            )
            .Select(t => t.Id)
            .Should()
            .Equal("rec-07", "rec-08", "rec-09", "rec-10");
        TemplateRegistry
            .Default.Find(
                new TemplateQuery
                {
                    Preference = PreferenceForm.Both,
                    Intention = IntentionForm.None,
                    Task = TaskForm.Reranking,
                    Family = "recommendation",
                }
            )
            .Select(t => t.Id)
            .Should()
            .Equal("rec-07", "rec-08", "rec-09", "rec-10", "rec-13");
    }

    [Theory]
    [InlineData(TaskForm.Pointwise)]
    [InlineData(TaskForm.Pairwise)]
    [InlineData(TaskForm.Matching)]
    [InlineData(TaskForm.Reranking)]
    public void Every_task_form_has_three_wordings_and_every_combination_has_a_template(TaskForm task)
    {
        TemplateRegistry
            .Default.Find(new TemplateQuery { Task = task })
            .Select(t => t.Definition.Wording)
            .Distinct()
            .Should()
            .HaveCountGreaterThanOrEqualTo(3);
        foreach (Instruction instruction in Examples.Instructions(task))
        {
            IReadOnlyList<InstructionTemplate> choices = TemplateRegistry.Default.Choices(instruction);
            choices.Should().HaveCountGreaterThanOrEqualTo(1, "{0} {1} {2}", instruction.Preference.Form, instruction.Intention.Form, task);
        }
    }

    [Fact]
    public void The_prior_is_the_cold_template_with_T2()
    {
        InstructionTemplate prior = TemplateRegistry.Default[TemplateRegistry.PriorTemplateId];
        prior.Should().Match<InstructionTemplate>(t => t.Family == TemplateFamilies.Cold && t.Task == TaskForm.Matching);
        new InstructionFormatter().Format(Instruction.Empty).Template.Should().BeSameAs(prior);
    }

    internal static IEnumerable<string> Notation(InstructionTemplate template)
    {
        foreach (TemplateSlot slot in template.Slots.Where(s => s.Requirement != SlotRequirement.OneOf))
        {
            yield return slot.Requirement == SlotRequirement.Optional ? $"({slot.Name})" : slot.Name;
        }

        string[] order = ["preference", "vague", "specific"];
        string oneOf = string.Join(
            '/',
            template.Slots.Where(s => s.Requirement == SlotRequirement.OneOf).Select(s => s.Name).OrderBy(n => Array.IndexOf(order, n))
        );
        if (oneOf.Length > 0)
        {
            yield return oneOf;
        }
    }

    private static IEnumerable<string> Ids(string ids)
    {
        string[] ends = ids.Split("..");
        string stem = ends[0][..^2];
        int first = int.Parse(ends[0][^2..]);
        return Enumerable.Range(first, (ends.Length == 1 ? first : int.Parse(ends[1])) - first + 1).Select(n => $"{stem}{n:00}");
    }
}
