using System.Text;
using InstructRec.Instructions;
using InstructRec.Templates;

namespace InstructRec.Tests.Templates;

public class RegistrationTests
{
    public static TheoryData<string, string, string?, string> Wrong =>
        new()
        {
            { "P1 I0 T3", "Known: {history}. Choose from {candidates}. Mind the {price}.", null, "unknown slot {price}*" },
            { "P1 I0 T3", "Known: {history. Choose from {candidates}.", null, "*history. Choose from {candidates*" },
            { "P1 I0 T3", "Known: {history}[, and {preference}. Choose from {candidates}.", null, "*never closed by ']'*" },
            { "P1 I0 T3", "Known: {history}. Choose well.", null, "*T3 needs the slot {candidates}*" },
            { "P1 I0 T3", "Known: {history}.[ Choose from {candidates}.]", null, "*T3 needs the slot {candidates}*" },
            { "P1 I0 T3", "Known: \"{history}\". Choose from {candidates}.", null, "*double quote*" },
            { "P1 I0 T3", "Choose from {candidates}[ , knowing {history}].", null, "*' ,'*" },
            { "P1(+P2) I0 T3", "Known: {history}, [{preference}], choose from {candidates}.", null, "*', ,'*" },
            { "P1 I0 T3", "Known: {history} and {vague}. Choose from {candidates}.", null, "*cannot be said with it*" },
            {
                "P1 I0 T3",
                "Known: {history}.[ Wanted: {vague}.] Choose from {candidates}.",
                null,
                "*{vague} can never be filled under the key*"
            },
            { "P1 I0 T2", "Known: {history}. Choose {target}.", null, "*{target} can never be filled with task form T2*" },
            { "P1 I0 T2", "Known: {history}. What next?", "yes/no", "*unreachable with task form T2*" },
            { "P1 I0 T0", "Known: {history}. Is it {candidate}?", "target", "*unreachable with task form T0*" },
            { "P1 I0 T2", "Known: {history}. What next?", "preference", "*must end in the target*" },
            { "P1 I0 T2", "Known: {history}. What next?", "preference, then target", "*needs a separator*" },
            { "P1 I0 T2", "Known: {history}. What next?", "price", "*unknown output 'price'*" },
            { "P1 I0 T2", "Known: {history}. What next?", "history, then target", "*already read*" },
            { "P1 I0", "Known: {history}. What next?", "preference", "*names no task form*" },
            { "P1 I0 T9", "Known: {history}. What next?", null, "*'T9'*no P, I or T part*" },
            { "P1/P2 I0 T2", "Known: <{history}|{history} and {preference}>. What next?", null, "*never chosen*" },
            { "P1 I0 T2", "Known: {history:bulleted}. What next?", null, "*unknown list style*" },
            { "P2 I0 T2", "Known: {preference#one#many}. What next?", null, "*no list*" },
            { "P1 I0 T2", "", null, "*wording is blank*" },
        };

    public static TheoryData<string, string, string?> Right =>
        new()
        {
            { "P1 I0 T3", "Ratings so far: {history:and}. Candidates: {candidates:numbered}. Which one?", null },
            {
                "P1(+P2) I0/I1 T3",
                "[Wish: {vague}. ]Past {history#film#films}: {history}[ (taste: {preference})]. Now {candidates:or}?",
                null
            },
            { "P0 I2 T2", "Find me \\[something\\]: {specific}.", null },
            { "P2/I1/I2", "Query: {vague/specific/preference}. What had been bought before {target}?", "history" },
            { "P1(+P2) I0 T3", "Choix passés : {history}.[ Goût : {preference}.] Que choisir ? {candidates}...", null },
            { "T0", "[History: {history}.|No history.] Would {I~they} like {candidate}?", "yes/no" },
        };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void A_wrong_template_is_refused_with_the_reason(string key, string wording, string? output, string message)
    {
        var builder = new TemplateRegistryBuilder().Add(
            new TemplateDefinition
            {
                Id = "own-1",
                Family = "own",
                Key = key,
                Wording = wording,
                Output = output ?? "target",
            }
        );
        string[] problems = Problems(builder);
        problems.Should().Contain(p => FluentMatch(p, message), string.Join("\n", problems));
    }

    [Theory]
    [MemberData(nameof(Right))]
    public void A_right_template_is_taken_and_can_be_written_out(string key, string wording, string? output)
    {
        var definition = new TemplateDefinition
        {
            Id = "own-1",
            Family = "own",
            Key = key,
            Wording = wording,
            Output = output ?? "target",
            Strategy = key.Contains('T') ? TemplateStrategy.Direct : TemplateStrategy.Relatedness,
        };
        TemplateRegistry registry = new TemplateRegistryBuilder().AddDefaults().Add(definition).Build();
        var formatter = new InstructionFormatter(registry);
        InstructionExample[] examples = [.. Examples.For(registry["own-1"])];
        examples.Should().NotBeEmpty();
        foreach (InstructionExample example in examples)
        {
            FormattedInstruction formatted = formatter.FormatExample(registry["own-1"], example);
            registry["own-1"].TryReadSlots(formatted.Text, out _).Should().BeTrue(formatted.Text);
        }
    }

    [Fact]
    public void List_styles_and_plurals_read_as_they_should()
    {
        TemplateRegistry registry = new TemplateRegistryBuilder()
            .Add(
                new TemplateDefinition
                {
                    Id = "a",
                    Family = "own",
                    Key = "P1 I0 T3",
                    Wording = "Your {history#film#films}: {history:and}. Now {candidates:or}, or {candidates:numbered}?",
                }
            )
            .Build();
        var formatter = new InstructionFormatter(registry);
        string Text(int history, int candidates) =>
            formatter
                .Format(
                    new Instruction { Preference = Preference.Implicit(Examples.Films.Take(history)), Task = TaskForm.Reranking },
                    Examples.Films.Take(candidates).ToList()
                )
                .Text;
        Text(1, 1).Should().Be("Your film: \"Toy Story (1995)\". Now \"Toy Story (1995)\", or \"1. Toy Story (1995)\"?");
        Text(3, 2)
            .Should()
            .Be(
                "Your films: \"Toy Story (1995)\", \"Heat (1995)\" and \"Casino (1995)\". Now \"Toy Story (1995)\" or \"Heat (1995)\", or \"1. Toy Story (1995); 2. Heat (1995)\"?"
            );
    }

    [Fact]
    public void Everything_wrong_in_files_streams_and_code_is_reported_at_once()
    {
        const string Json = """
            { "family": "own", "templates": [
                { "id": "own-1", "key": "P1 I0 T2", "wording": "Known: {history}, {price}." },
                { "id": "own-2", "key": "P1 I0 T2" },
                { "id": "own-3", "key": "P1 I0 T2", "wording": "Known: {history}. Next?", "colour": "red" },
                { "id": "rec-01", "key": "P1 I0 T2", "wording": "Known: {history}. And next?" },
                { "id": "own-5", "key": "P1 I0 T2", "wording": "Known: {history}. Next one?", "answers": ["Yes"] },
            ] }
            """;
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(Json));
        var builder = new TemplateRegistryBuilder()
            .AddDefaults()
            .AddJson(stream, "own.json")
            .AddJson(new MemoryStream("[1, 2"u8.ToArray()), "broken.json")
            .AddJsonFile("/nowhere/at/all.json")
            .Add(
                new TemplateDefinition
                {
                    Id = "own-4",
                    Family = "own",
                    Key = "P1 I0 T2",
                    Wording = "What next?",
                    Output = "nothing",
                }
            );
        string[] problems = Problems(builder);
        problems.Should().Contain(p => p.Contains("own-1") && p.Contains("{price}"));
        problems.Should().Contain(p => p.Contains("own-2") && p.Contains("no \"wording\""));
        problems.Should().Contain(p => p.Contains("own-3") && p.Contains("unknown property \"colour\""));
        problems.Should().Contain(p => p.Contains("rec-01") && p.Contains("2 times"));
        problems.Should().Contain(p => p.Contains("own-5") && p.Contains("answers"));
        problems.Should().Contain(p => p.Contains("broken.json") && p.Contains("no JSON"));
        problems.Should().Contain(p => p.Contains("/nowhere/at/all.json"));
        problems.Should().Contain(p => p.Contains("own-4") && p.Contains("unknown output"));
    }

    [Fact]
    public void A_registry_can_be_used_by_many_threads()
    {
        var formatter = new InstructionFormatter(new TemplateRegistryBuilder().AddDefaults().Build());
        var instruction = new Instruction
        {
            Preference = Examples.Preferences().ElementAt(3),
            Intention = Examples.Intentions.ElementAt(1),
            Task = TaskForm.Reranking,
        };
        string expected = formatter.Format(instruction, Examples.Films).Text;
        Parallel.For(0, 500, _ => formatter.Format(instruction, Examples.Films).Text.Should().Be(expected));
    }

    private static string[] Problems(TemplateRegistryBuilder builder)
    {
        InstructRecException exception = builder.Invoking(b => b.Build()).Should().Throw<InstructRecException>().Which;
        exception.Kind.Should().Be(InstructRecErrorKind.Template);
        string[] problems = (string[])exception.Data["problems"]!;
        problems.Should().OnlyContain(p => exception.Message.Contains(p));
        return problems;
    }

    private static bool FluentMatch(string text, string pattern) =>
        System.Text.RegularExpressions.Regex.IsMatch(
            text,
            "^.*" + System.Text.RegularExpressions.Regex.Escape(pattern).Replace("\\*", ".*") + ".*$"
        );
}
