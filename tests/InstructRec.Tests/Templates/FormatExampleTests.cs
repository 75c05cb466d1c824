using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Templates;

namespace InstructRec.Tests.Templates;

public class FormatExampleTests
{
    private readonly InstructionFormatter formatter = new();

    private static InstructionExample Example(Intention? intention = null, params Item[] candidates) =>
        new()
        {
            Instruction = new Instruction
            {
                Preference = Preference.Both(Examples.Films.Take(3), Examples.Taste),
                Intention = intention ?? Intention.None,
            },
            Target = Examples.Films[3],
            Candidates = candidates,
        };

    [Theory]
    [InlineData("rec-01", "Fargo (1996)")]
    [InlineData("rec-03", "He prefers slow crime films || Fargo (1996)")]
    [InlineData("rec-14", "He prefers slow crime films")]
    [InlineData("search-05", "Comedy, Crime")]
    [InlineData("personal-05", "Comedy, Crime")]
    [InlineData("personal-06", "He prefers slow crime films")]
    [InlineData("personal-07", "Toy Story (1995); Heat (1995); Casino (1995)")]
    [InlineData("personal-08", "Comedy, Crime || Fargo (1996)")]
    [InlineData("personal-09", "Toy Story (1995); Heat (1995); Casino (1995) || Fargo (1996)")]
    public void Each_kind_of_output_has_its_target_and_is_taken_apart_again(string id, string target)
    {
        InstructionTemplate template = TemplateRegistry.Default[id];
        FormattedInstruction formatted = formatter.FormatExample(template, Example(Intention.Specific("Comedy", "Crime")));
        formatted.Target.Should().Be(target);
        WrittenOutput written = template.ParseOutput(formatted.Target!);
        foreach (TemplateOutput output in template.Outputs)
        {
            object? part = output.Kind switch
            {
                InstructionOutput.Item => written.Title,
                InstructionOutput.Preference => written.Preference,
                InstructionOutput.Intention => written.Intention,
                _ => written.History is null ? null : string.Join("; ", written.History),
            };
            part.Should()
                .Be(
                    output.Kind switch
                    {
                        InstructionOutput.Item => "Fargo (1996)",
                        InstructionOutput.Preference => Examples.Taste,
                        InstructionOutput.Intention => "Comedy, Crime",
                        _ => "Toy Story (1995); Heat (1995); Casino (1995)",
                    }
                );
        }

        formatted
            .Text.Contains("Fargo", StringComparison.Ordinal)
            .Should()
            .Be(template.Slots.Any(s => s.Name == "target"), "a target is read by swap templates only");
    }

    [Fact]
    public void Pointwise_answers_whether_the_candidate_is_the_target()
    {
        InstructionTemplate template = TemplateRegistry.Default["rec-11"];
        formatter.FormatExample(template, Example(null, Examples.Films[3])).Target.Should().Be("Yes");
        formatter.FormatExample(template, Example(null, Examples.Item("Babe (1995)"))).Target.Should().Be("No");
        template.ParseOutput("no").Answer.Should().BeFalse();
        template.Invoking(t => t.ParseOutput("Perhaps")).Should().Throw<InstructRecException>().WithMessage("*'Perhaps' is neither*");
    }

    [Theory]
    [InlineData("pairwise-01", "Fargo (1996)", "Fargo (1996)")]
    [InlineData("pairwise-04", "First", "Second")]
    [InlineData("pairwise-05", "A", "B")]
    public void Pairwise_answers_by_title_or_by_the_words_of_the_template(string id, string first, string second)
    {
        Item other = Examples.Item("Babe (1995)");
        InstructionTemplate template = TemplateRegistry.Default[id];
        formatter.FormatExample(template, Example(null, Examples.Films[3], other)).Target.Should().Be(first);
        formatter.FormatExample(template, Example(null, other, Examples.Films[3])).Target.Should().Be(second);
        for (long seed = 0; seed < 8; seed++)
        {
            FormattedInstruction permuted = formatter.FormatExample(
                template,
                Example(null, other, Examples.Films[3]),
                new FormattingOptions { PermutationSeed = seed }
            );
            bool targetFirst = permuted.Candidates[0] == Examples.Films[3];
            permuted.Target.Should().Be(targetFirst ? first : second);
            (permuted.Text.IndexOf("Fargo", StringComparison.Ordinal) < permuted.Text.IndexOf("Babe", StringComparison.Ordinal))
                .Should()
                .Be(targetFirst);
        }
    }

    [Theory]
    [InlineData("rec-07", "candidates without the target")]
    [InlineData("rec-11", "0 candidates")]
    [InlineData("search-05", "no intention to write as 'specific'")]
    [InlineData("personal-08", "no intention to write")]
    [InlineData("search-02", "nothing for {specific}")]
    [InlineData("context-01", "context clause")]
    public void What_an_example_lacks_is_named(string id, string missing)
    {
        InstructionTemplate template = TemplateRegistry.Default[id];
        formatter.CanFormat(template, Example()).Should().BeFalse();
        formatter
            .Invoking(f => f.FormatExample(template, Example()))
            .Should()
            .Throw<InstructRecException>()
            .WithMessage($"*{missing}*")
            .WithMessage($"{id}*");
    }

    [Fact]
    public void The_separator_cannot_be_forged()
    {
        InstructionTemplate template = TemplateRegistry.Default["rec-03"];
        var example = new InstructionExample
        {
            Instruction = new Instruction { Preference = Preference.Both(Examples.Films, "Likes this || Psycho (1960) ｜｜ x") },
            Target = Examples.Item("A || B"),
        };
        WrittenOutput written = template.ParseOutput(formatter.FormatExample(template, example).Target!);
        written.Preference.Should().Be("Likes this | Psycho (1960) | x");
        written.Title.Should().Be("A | B");
        template.Invoking(t => t.ParseOutput("only one part")).Should().Throw<InstructRecException>();
    }
}
