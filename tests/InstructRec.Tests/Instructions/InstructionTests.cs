using InstructRec.Catalog;
using InstructRec.Instructions;

namespace InstructRec.Tests.Instructions;

public class InstructionTests
{
    private static readonly Item[] Films = [new("1", "Toy Story (1995)"), new("2", "Heat (1995)")];

    [Fact]
    public void Nothing_known_is_a_valid_instruction()
    {
        new Instruction()
            .Should()
            .Match<Instruction>(i =>
                i.Preference.Form == PreferenceForm.None && i.Intention.Form == IntentionForm.None && i.Task == null && i.Context == null
            );
        Instruction.Empty.Task.Should().Be(TaskForm.Matching);
    }

    [Fact]
    public void A_history_is_put_in_order_of_position_and_equal_positions_keep_theirs()
    {
        Interaction[] shuffled = [new(Films[1], 7), new(Films[0], -2), new(Films[0], 7)];
        Preference.Implicit(shuffled).History.Should().Equal(shuffled[1], shuffled[0], shuffled[2]);
        Preference.Implicit(Films).History.Select(i => i.Position).Should().Equal(0, 1);
    }

    [Fact]
    public void What_says_nothing_is_refused_and_what_is_known_falls_to_none()
    {
        Action[] wrong =
        [
            () => Preference.Implicit(Array.Empty<Item>()),
            () => Preference.Explicit(" \u200B."),
            () => Preference.Both(Films, ""),
            () => Preference.Both(Array.Empty<Item>(), "x"),
            () => Intention.Vague("\n"),
            () => Intention.Specific(),
            () => Intention.Specific("a", " "),
            () => Intention.Specific([new IntentionAttribute("genre", [])]),
            () => Instruction.FromText("\u202E"),
            () => Instruction.FromText(new string('x', 100_000)),
            () => Intention.Vague(string.Join(' ', Enumerable.Repeat("wish", 2000))),
        ];
        foreach (Action action in wrong)
        {
            action.Should().Throw<InstructRecException>().Which.Kind.Should().Be(InstructRecErrorKind.Instruction);
        }

        Preference.FromKnown(null, " ").Should().BeSameAs(Preference.None);
        Preference.FromKnown([], "likes horror").Form.Should().Be(PreferenceForm.Explicit);
        Preference.FromKnown([new Interaction(Films[0], 1)], "likes horror").Form.Should().Be(PreferenceForm.Both);
    }

    [Fact]
    public void A_whole_instruction_in_words_has_no_parts_beside_it()
    {
        Instruction words = Instruction.FromText("Three heist films");
        Action[] wrong =
        [
            () => _ = words with { Preference = Preference.Implicit(Films) },
            () => _ = words with { Intention = Intention.Vague("x") },
            () => _ = words with { Context = new InstructionContext { Place = "home" } },
        ];
        foreach (Action action in wrong)
        {
            action.Should().Throw<InstructRecException>().WithMessage("*in the person's own words*");
        }

        (words with { Task = TaskForm.Reranking }).Text.Should().Be("Three heist films");
        FluentActions.Invoking(() => new Instruction { Task = (TaskForm)9 }).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new Instruction { Preference = null! }).Should().Throw<ArgumentNullException>();
    }

    [Fact]
    public void Equal_parts_make_equal_instructions()
    {
        Instruction Make() =>
            new()
            {
                Preference = Preference.Both(Films, "likes horror"),
                Intention = Intention.Specific(new Dictionary<string, IReadOnlyList<string>> { ["genre"] = ["Comedy", "Crime"] }),
                Task = TaskForm.Pairwise,
                Context = new InstructionContext { Occasion = "a birthday" },
            };
        Make().Should().Be(Make());
        Make().GetHashCode().Should().Be(Make().GetHashCode());
        Make().Should().NotBe(Make() with { Intention = Intention.Specific("Comedy", "Crime") });
        Make().Should().NotBe(Make() with { Preference = Preference.Both(Films.Reverse(), "likes horror") });
    }

    [Fact]
    public void A_changed_title_is_cleaned_anew()
    {
        Item item = new("1", "Tom &amp; Jerry");
        item.CleanTitle.Should().Be("Tom & Jerry");
        item.CleanTitle.Should().BeSameAs(item.CleanTitle);
        (item with { Title = "Heat" }).CleanTitle.Should().Be("Heat");
    }

    [Fact]
    public void Task_forms_are_a_set()
    {
        TaskForms.All.Should().Be(Enum.GetValues<TaskForm>().Aggregate(TaskForms.None, (set, form) => set | form.ToFlag()));
        (TaskForms.Pointwise | TaskForms.Reranking).Includes(TaskForm.Reranking).Should().BeTrue();
        TaskForms.Pointwise.Includes(TaskForm.Matching).Should().BeFalse();
    }
}
