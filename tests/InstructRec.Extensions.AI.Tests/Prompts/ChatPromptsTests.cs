using InstructRec.Extensions.AI.Prompts;
using InstructRec.Testing;

namespace InstructRec.Extensions.AI.Tests.Prompts;

public class ChatPromptsTests
{
    [Fact]
    public void A_prompt_of_ones_own_replaces_one_and_leaves_the_others()
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.Of("own.json"), """[{"id":"preference","version":7,"system":"s","user":"Titles: {history}"}]""");

        ChatPrompts prompts = ChatPrompts.Load(folder.Of("own.json"));

        prompts.Preference.Version.Should().Be(7);
        prompts.Ranking.Should().Be(ChatPrompts.Default.Ranking);
    }

    [Theory]
    [InlineData("""[{"id":"taste","version":1,"system":"s","user":"u"}]""", "taste")]
    [InlineData("""[{"id":"preference"}]""", "own.json")]
    [InlineData("nonsense", "own.json")]
    public void What_is_wrong_with_a_file_is_named(string content, string expected)
    {
        using TemporaryFolder folder = new();
        File.WriteAllText(folder.Of("own.json"), content);

        FluentActions.Invoking(() => ChatPrompts.Load(folder.Of("own.json"))).Should().Throw<InstructRecException>()
            .Which.Should().Match<InstructRecException>(e => e.Kind == InstructRecErrorKind.Template && e.Message.Contains(expected));
    }

    [Fact]
    public void Slots_are_filled_once_and_an_unknown_slot_is_refused()
    {
        var prompt = new ChatPrompt { Id = "x", Version = 1, System = "s", User = "{a} and {\"json\":1}" };

        prompt.Fill(new Dictionary<string, string> { ["a"] = "{b}" }).Should().Be("{b} and {\"json\":1}");
        FluentActions.Invoking(() => prompt.Fill(new Dictionary<string, string>())).Should().Throw<InstructRecException>().WithMessage("*'a'*");
    }
}
