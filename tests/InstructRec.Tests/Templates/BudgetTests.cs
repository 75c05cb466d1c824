using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Templates;

namespace InstructRec.Tests.Templates;

public class BudgetTests
{
    private readonly InstructionFormatter formatter = new(tokenizer: Examples.Tokenizer);

    private static Item[] Titles(int count, int words, string stem = "Film") =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                    Examples.Item($"{stem} {i} " + string.Join(' ', Enumerable.Range(0, words).Select(w => $"wondrous{(i * 7) + w}")))
                ),
        ];

    [Fact]
    public void What_fits_is_left_alone_and_the_count_is_the_tokenizers()
    {
        FormattedInstruction formatted = formatter.Format(
            new Instruction { Preference = Preference.Implicit(Examples.Films), Task = TaskForm.Matching }
        );
        formatted.Truncation.Any.Should().BeFalse();
        formatted.TokenIds.Should().Equal(Examples.Tokenizer.Encode(formatted.Text));
        formatted.TokenCount.Should().Be(formatted.TokenIds.Count);
    }

    [Property(MaxTest = 60)]
    public void The_budget_is_kept_and_one_more_interaction_would_break_it(PositiveInt seed)
    {
        var random = new Random(seed.Get);
        Item[] history = Titles(random.Next(1, 21), random.Next(0, 6), "Past");
        Item[] candidates = Titles(random.Next(1, 11), random.Next(0, 4), "Now");
        int max = random.Next(120, 400);
        var instruction = new Instruction
        {
            Preference = Preference.Implicit(history),
            Intention = Intention.Vague("a quiet evening"),
            Task = TaskForm.Reranking,
        };
        FormattedInstruction formatted;
        try
        {
            formatted = formatter.Format(instruction, candidates, new FormattingOptions { MaxTokens = max });
        }
        catch (InstructRecException e)
        {
            ((int)e.Data["fits"]!)
                .Should()
                .Be(formatter.CountThatFits(instruction, candidates, new FormattingOptions { MaxTokens = max }))
                .And.BeLessThan(candidates.Length);
            return;
        }

        formatted.TokenCount.Should().BeLessThanOrEqualTo(max).And.Be(Examples.Tokenizer.Encode(formatted.Text).Length);
        formatted.Text.Should().Contain("a quiet evening");
        formatted.Text.Should().ContainAll(candidates.Select(c => string.Join(' ', c.Title.Split(' ').Take(2))));
        if (formatted.Truncation is { HistoryDropped: > 0, TitlesShortened: 0 } cut)
        {
            formatted.Text.Should().NotContain($"Past {cut.HistoryDropped - 1} ").And.Contain($"Past {cut.HistoryDropped}");
            int kept = history.Length - cut.HistoryDropped;
            new InstructionFormatter(tokenizer: Examples.Tokenizer)
                .Format(instruction, candidates, new FormattingOptions { MaxTokens = 4096, MaxHistory = kept + 1 })
                .TokenCount.Should()
                .BeGreaterThan(max);
        }
    }

    [Fact]
    public void The_oldest_goes_first_then_titles_then_the_preference_and_never_the_wish()
    {
        string taste = string.Join(' ', Enumerable.Range(0, 60).Select(i => $"taste{i}"));
        var instruction = new Instruction
        {
            Preference = Preference.Both(Titles(5, 30), taste),
            Intention = Intention.Vague("a wish that stays whole"),
            Task = TaskForm.Matching,
        };
        FormattedInstruction At(int max) => formatter.Format(instruction, options: new FormattingOptions { MaxTokens = max });
        int whole = formatter.Format(instruction, options: new FormattingOptions { MaxTokens = 10_000 }).TokenCount!.Value;
        At(whole).Truncation.Any.Should().BeFalse();
        At(whole - 1).Truncation.Should().Match<Truncation>(t => t.HistoryDropped == 1 && t.TitlesShortened == 0 && !t.PreferenceShortened);
        int one = formatter.Format(instruction, options: new FormattingOptions { MaxTokens = 10_000, MaxHistory = 1 }).TokenCount!.Value;
        At(one - 1).Truncation.Should().Match<Truncation>(t => t.HistoryDropped == 4 && t.TitlesShortened == 1 && !t.PreferenceShortened);
        FormattedInstruction tight = At(100);
        tight.Truncation.Should().Match<Truncation>(t => t.HistoryDropped == 4 && t.TitlesShortened == 1 && t.PreferenceShortened);
        tight.Text.Should().Contain("\"a wish that stays whole\"").And.Contain("…\"");
        formatter.Invoking(_ => At(40)).Should().Throw<InstructRecException>().WithMessage("*never cut*");
    }

    [Fact]
    public void A_preference_too_long_for_any_prompt_is_cut_and_reported()
    {
        var instruction = new Instruction
        {
            Preference = Preference.Explicit(string.Join(' ', Enumerable.Repeat("taste", 3000))),
            Task = TaskForm.Matching,
        };
        FormattedInstruction formatted = new InstructionFormatter().Format(instruction);
        formatted.Text.Length.Should().BeLessThan(4_200);
        formatted.Truncation.PreferenceShortened.Should().BeTrue();
        formatter
            .Invoking(f => f.Format(instruction))
            .Should()
            .Throw<InstructRecException>("where the preference is the query, the budget does not cut it");
    }

    [Fact]
    public void Candidates_are_never_dropped_and_the_exception_says_how_many_fit()
    {
        Item[] candidates = Titles(200, 3);
        var instruction = new Instruction { Preference = Preference.Implicit(Examples.Films), Task = TaskForm.Reranking };
        InstructRecException exception = formatter
            .Invoking(f => f.Format(instruction, candidates))
            .Should()
            .Throw<InstructRecException>()
            .Which;
        int fits = (int)exception.Data["fits"]!;
        exception.Kind.Should().Be(InstructRecErrorKind.Instruction);
        exception.Message.Should().Contain($"{fits} of the 200 candidates fit");
        formatter.CountThatFits(instruction, candidates).Should().Be(fits);
        formatter.Format(instruction, candidates.Take(fits).ToList()).TokenCount.Should().BeLessThanOrEqualTo(512);
        formatter.Invoking(f => f.Format(instruction, candidates.Take(fits + 1).ToList())).Should().Throw<InstructRecException>();
    }

    [Fact]
    public void Each_word_is_tokenized_once_whatever_the_number_of_trials()
    {
        var counting = new CountingTokenizer(Examples.Tokenizer);
        var own = new InstructionFormatter(tokenizer: counting);
        FormattedInstruction formatted = own.Format(
            new Instruction { Preference = Preference.Implicit(Titles(20, 12)), Task = TaskForm.Matching },
            options: new FormattingOptions { MaxTokens = 128 }
        );
        formatted.Truncation.HistoryDropped.Should().BeGreaterThan(10);
        counting.Words.Should().OnlyHaveUniqueItems().And.NotBeEmpty();
        counting.Encodings.Should().Be(2, "the text as it would be, and the text as it is");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_title_of_100_kB_is_bounded_and_a_single_endless_word_is_cut(bool spaces)
    {
        string title = spaces ? string.Join(' ', Enumerable.Range(0, 20_000).Select(i => $"w{i}")) : new string('x', 100_000);
        var instruction = new Instruction { Preference = Preference.Implicit([Examples.Item(title)]), Task = TaskForm.Reranking };
        FormattedInstruction formatted = formatter.Format(
            instruction,
            [Examples.Item(title + "a"), Examples.Films[0]],
            new FormattingOptions { MaxTokens = 64 }
        );
        formatted.Text.Length.Should().BeLessThan(700);
        formatted.TokenCount.Should().BeLessThanOrEqualTo(64);
        formatted.Truncation.TitlesShortened.Should().Be(2);
    }

    private sealed class CountingTokenizer(ITokenCounter inner) : ITokenCounter
    {
        public List<string> Words { get; } = [];

        public int Encodings { get; private set; }

        public bool SplitsAtSpaces => true;

        public int Count(ReadOnlySpan<char> text)
        {
            Words.Add(text.ToString());
            return inner.Count(text);
        }

        public int[] Encode(string text)
        {
            Encodings++;
            return inner.Encode(text);
        }
    }
}
