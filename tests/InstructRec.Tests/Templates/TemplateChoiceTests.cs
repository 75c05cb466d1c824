using InstructRec.Instructions;
using InstructRec.Templates;

namespace InstructRec.Tests.Templates;

public class TemplateChoiceTests
{
    private readonly InstructionFormatter formatter = new();

    [Theory]
    [InlineData(0, 0, TaskForm.Reranking, "cold-04")]
    [InlineData(1, 0, TaskForm.Reranking, "rec-07")]
    [InlineData(3, 0, TaskForm.Reranking, "rec-07")]
    [InlineData(2, 0, TaskForm.Reranking, "search-07")]
    [InlineData(0, 1, TaskForm.Reranking, "search-07")]
    [InlineData(0, 2, TaskForm.Reranking, "search-07")]
    [InlineData(1, 1, TaskForm.Reranking, "personal-10")]
    [InlineData(3, 2, TaskForm.Reranking, "personal-10")]
    [InlineData(2, 1, TaskForm.Reranking, "general-09")]
    [InlineData(1, 0, TaskForm.Matching, "rec-01")]
    [InlineData(3, 0, TaskForm.Matching, "rec-02")]
    [InlineData(2, 0, TaskForm.Matching, "rec-16")]
    [InlineData(0, 2, TaskForm.Matching, "search-01")]
    [InlineData(1, 1, TaskForm.Matching, "personal-02")]
    [InlineData(1, 2, TaskForm.Matching, "personal-04")]
    [InlineData(3, 1, TaskForm.Matching, "general-06")]
    [InlineData(1, 0, TaskForm.Pointwise, "rec-11")]
    [InlineData(2, 0, TaskForm.Pointwise, "general-04")]
    [InlineData(0, 1, TaskForm.Pointwise, "general-01")]
    [InlineData(0, 0, TaskForm.Pointwise, "cold-07")]
    [InlineData(3, 2, TaskForm.Pairwise, "pairwise-01")]
    [InlineData(0, 0, TaskForm.Pairwise, "pairwise-01")]
    public void The_rule_says_most_of_what_is_known_in_the_order_of_registration(int preference, int intention, TaskForm task, string id)
    {
        var instruction = new Instruction
        {
            Preference = Examples.Preferences().ElementAt(preference),
            Intention = Examples.Intentions.ElementAt(intention),
            Task = task,
        };
        FormattedInstruction formatted = formatter.Format(instruction, Examples.Candidates(task));
        formatted.Template.Id.Should().Be(id);
        formatted.Truncation.Any.Should().BeFalse("everything known is said");
    }

    [Fact]
    public void A_seed_chooses_among_all_that_are_equally_good_and_always_the_same()
    {
        var instruction = new Instruction { Preference = Examples.Preferences().ElementAt(1), Task = TaskForm.Reranking };
        string[] chosen =
        [
            .. Enumerable
                .Range(0, 60)
                .Select(s => formatter.Format(instruction, Examples.Films, new FormattingOptions { TemplateSeed = s }).Template.Id),
        ];
        chosen.Distinct().Should().BeEquivalentTo("rec-07", "rec-08", "rec-09", "rec-10");
        Enumerable
            .Range(0, 60)
            .Select(s => formatter.Format(instruction, Examples.Films, new FormattingOptions { TemplateSeed = s }).Template.Id)
            .Should()
            .Equal(chosen);
    }

    [Fact]
    public void Chain_of_thought_must_be_asked_for()
    {
        var instruction = new Instruction { Preference = Examples.Preferences().ElementAt(1), Task = TaskForm.Matching };
        formatter
            .Format(instruction, options: new FormattingOptions { Strategy = TemplateStrategy.ChainOfThought })
            .Template.Id.Should()
            .Be("rec-03");
    }

    [Fact]
    public void A_template_named_that_does_not_say_all_is_taken_and_reported()
    {
        var instruction = new Instruction
        {
            Preference = Examples.Preferences().ElementAt(3),
            Intention = Examples.Intentions.ElementAt(1),
            Task = TaskForm.Matching,
        };
        Truncation truncation = formatter.Format(instruction, options: new FormattingOptions { TemplateId = "rec-01" }).Truncation;
        truncation.Should().Match<Truncation>(t => t.PreferenceUnsaid && t.IntentionUnsaid && !t.HistoryUnsaid);
    }

    [Theory]
    [InlineData("rec-02", "*needs {preference}*")]
    [InlineData("rec-07", "*for Reranking*asks for Matching*")]
    [InlineData("search-05", "*needs {target}*")]
    [InlineData("context-01", "*context clause*")]
    [InlineData("free-01", "*needs {wish}*")]
    [InlineData("rec-99", "*no template 'rec-99'*rec-01*")]
    public void A_template_named_that_cannot_say_it_is_refused_with_the_reason(string id, string message)
    {
        var instruction = new Instruction { Preference = Examples.Preferences().ElementAt(1), Task = TaskForm.Matching };
        formatter
            .Invoking(f => f.Format(instruction, options: new FormattingOptions { TemplateId = id }))
            .Should()
            .Throw<InstructRecException>()
            .WithMessage(message);
    }

    [Theory]
    [InlineData(TaskForm.Pointwise, 0)]
    [InlineData(TaskForm.Pointwise, 2)]
    [InlineData(TaskForm.Pairwise, 1)]
    [InlineData(TaskForm.Reranking, 0)]
    [InlineData(TaskForm.Matching, 1)]
    public void The_wrong_number_of_candidates_is_refused(TaskForm task, int count)
    {
        var instruction = new Instruction { Task = task };
        formatter
            .Invoking(f => f.Format(instruction, Examples.Films.Take(count).ToList()))
            .Should()
            .Throw<InstructRecException>()
            .Where(e => e.Kind == InstructRecErrorKind.Instruction && e.Message.Contains($"{count} were given"));
    }

    [Fact]
    public void An_instruction_without_task_form_is_refused() =>
        formatter.Invoking(f => f.Format(new Instruction())).Should().Throw<InstructRecException>().WithMessage("*no task form*");
}
