using System.Text.RegularExpressions;
using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Templates;

namespace InstructRec.Tests.Templates;

public class FormattedTextTests
{
    private readonly InstructionFormatter formatter = new();

    public static TheoryData<string> Ids =>
        [.. TemplateRegistry.Default.All.Where(t => t.Family != TemplateFamilies.Context).Select(t => t.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Every_combination_reads_without_a_trace_of_what_is_absent(string id)
    {
        InstructionTemplate template = TemplateRegistry.Default[id];
        int texts = 0;
        foreach (int history in new[] { 1, 3 })
        {
            foreach (InstructionExample example in Examples.For(template, history))
            {
                foreach (Persona persona in Enum.GetValues<Persona>())
                {
                    FormattedInstruction formatted = formatter.FormatExample(
                        template,
                        example,
                        new FormattingOptions { Persona = persona }
                    );
                    formatted.Text.Should().NotMatchRegex(@"  | [,.;:?!]|[,;:][,.;:?!]|\.\.|^[ ,.]|[ ,;:]$|[{}\[\]<>~#|]");
                    formatted.Text.Should().MatchRegex("^[A-Z]").And.MatchRegex("[.?]$");
                    bool shifted = formatted.Text != formatter.FormatExample(template, example).Text;
                    Regex.IsMatch(formatted.Text, @"\b(I|my|me|am)\b", RegexOptions.IgnoreCase).Should().Be(shifted, formatted.Text);
                    (persona == Persona.FirstPerson && formatted.Text.Contains("the user", StringComparison.OrdinalIgnoreCase))
                        .Should()
                        .BeFalse(formatted.Text);
                    formatted.Target.Should().NotBeNullOrEmpty();
                    texts++;
                }
            }
        }

        texts.Should().BeGreaterThan(0);
    }

    [Fact]
    public void The_text_reads_as_the_documentation_shows_it()
    {
        var instruction = new Instruction
        {
            Preference = Preference.Both(Examples.Films.Take(3), "He prefers slow crime films."),
            Intention = Intention.Vague("something funny for a rainy evening"),
            Task = TaskForm.Reranking,
            Context = new InstructionContext { Time = new DateTimeOffset(2026, 11, 24, 21, 7, 0, TimeSpan.Zero), Device = "phone" },
        };
        formatter
            .Format(instruction, [Examples.Films[3]], new FormattingOptions { Persona = Persona.FirstPerson })
            .Text.Should()
            .Be(
                "It is Tuesday 24 November 2026, 21:07. Device: \"phone\". I have chosen these items, oldest first: \"Toy Story (1995); Heat (1995); Casino (1995)\". "
                    + "My preference in words: \"He prefers slow crime films\". My present request: \"something funny for a rainy evening\". Choose the best item in this list: \"Fargo (1996)\"."
            );
    }

    [Fact]
    public void A_context_clause_says_any_of_its_parts()
    {
        for (int bits = 1; bits < 16; bits++)
        {
            var context = new InstructionContext
            {
                Time = (bits & 1) != 0 ? new DateTimeOffset(2026, 3, 1, 8, 5, 0, TimeSpan.FromHours(2)) : null,
                Place = (bits & 2) != 0 ? "at home" : null,
                Device = (bits & 4) != 0 ? "phone" : " ",
                Occasion = (bits & 8) != 0 ? "a birthday" : null,
            };
            for (long seed = 0; seed < 6; seed++)
            {
                string text = formatter
                    .Format(Instruction.Empty with { Context = context }, options: new FormattingOptions { TemplateSeed = seed })
                    .Text;
                text.Should().NotMatchRegex(@"  | [,.;:?!]|^ ").And.MatchRegex("^[A-Z]");
                text.Contains("Sunday 1 March 2026, 08:05", StringComparison.Ordinal).Should().Be((bits & 1) != 0);
                text.Contains("\"at home\"", StringComparison.Ordinal).Should().Be((bits & 2) != 0);
                text.Contains("\"phone\"", StringComparison.Ordinal).Should().Be((bits & 4) != 0);
                text.Contains("\"a birthday\"", StringComparison.Ordinal).Should().Be((bits & 8) != 0);
            }
        }
    }

    [Fact]
    public void A_whole_instruction_in_ones_own_words_gets_the_candidates_and_nothing_else()
    {
        Instruction wish = Instruction.FromText("Three heist films for my brother, nothing violent");
        formatter.Format(wish).Text.Should().Be("Three heist films for my brother, nothing violent.");
        formatter
            .Format(wish with { Task = TaskForm.Reranking }, Examples.Films.Take(2).ToList())
            .Text.Should()
            .Be("Three heist films for my brother, nothing violent. Candidates: \"Toy Story (1995); Heat (1995)\".");
    }

    [Fact]
    public void Only_the_last_interactions_are_said_and_the_rest_is_reported()
    {
        Item[] films = [.. Enumerable.Range(1, 25).Select(i => Examples.Item($"Film {i}"))];
        FormattedInstruction formatted = formatter.Format(
            new Instruction { Preference = Preference.Implicit(films), Task = TaskForm.Matching }
        );
        formatted.Text.Should().Contain("\"Film 6; ").And.Contain("; Film 25\"").And.NotContain("Film 5;");
        formatted.Truncation.HistoryBeyondLimit.Should().Be(5);
    }

    [Fact]
    public void Candidates_are_permuted_by_a_seed_and_the_order_is_told()
    {
        Item[] candidates = [.. Enumerable.Range(0, 10).Select(i => Examples.Item($"Film {i}"))];
        Instruction instruction = new() { Task = TaskForm.Reranking };
        FormattedInstruction one = formatter.Format(instruction, candidates, new FormattingOptions { PermutationSeed = 3 });
        FormattedInstruction again = formatter.Format(instruction, candidates, new FormattingOptions { PermutationSeed = 3 });
        again.Text.Should().Be(one.Text);
        one.CandidateOrder.Should().BeEquivalentTo(Enumerable.Range(0, 10)).And.NotBeInAscendingOrder();
        one.Candidates.Should().Equal(one.CandidateOrder!.Select(i => candidates[i]));
        one.Text.Should().Contain(string.Join("; ", one.Candidates.Select(c => c.Title)));

        int[] firsts = new int[10];
        for (long seed = 0; seed < 2000; seed++)
        {
            firsts[formatter.Format(instruction, candidates, new FormattingOptions { PermutationSeed = seed }).CandidateOrder![0]]++;
        }

        firsts.Should().OnlyContain(n => n > 140 && n < 260);
    }
}
