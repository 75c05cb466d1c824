using System.Text.Json;
using InstructRec.Catalog;
using InstructRec.Instructions;

namespace InstructRec.Tests.Instructions;

public class InstructionJsonTests
{
    private static readonly Item Film = new("1", "Toy Story (1995)")
    {
        Attributes = new Dictionary<string, IReadOnlyList<string>> { ["genre"] = ["Comedy", "Children"] },
    };

    public static IEnumerable<object[]> Instructions =>
        from preference in new[]
        {
            Preference.None,
            Preference.Implicit([new Interaction(Film, 3, new DateTimeOffset(2020, 1, 2, 3, 4, 5, TimeSpan.FromHours(1)))]),
            Preference.Explicit("likes \"horror\" </s> {x}"),
            Preference.Both([Film], "likes horror"),
        }
        from intention in new[]
        {
            Intention.None,
            Intention.Vague("gifts for my son"),
            Intention.Specific("PC", "Mice"),
            Intention.Specific([new IntentionAttribute("genre", ["Comedy"]), new IntentionAttribute(null, ["x"])]),
        }
        from task in new TaskForm?[] { null, TaskForm.Pointwise, TaskForm.Reranking }
        from context in new[]
        {
            null,
            new InstructionContext
            {
                Time = DateTimeOffset.UnixEpoch,
                Place = "home",
                Device = "phone",
                Occasion = "birthday",
            },
        }
        select new object[]
        {
            new Instruction
            {
                Preference = preference,
                Intention = intention,
                Task = task,
                Context = context,
            },
        };

    [Theory]
    [MemberData(nameof(Instructions))]
    public void Every_instruction_comes_back_equal(Instruction instruction)
    {
        string json = JsonSerializer.Serialize(instruction, InstructionJson.Default.Instruction);
        JsonSerializer.Deserialize(json, InstructionJson.Default.Instruction).Should().Be(instruction, json);
        JsonSerializer
            .Deserialize<Instruction>(JsonSerializer.Serialize(instruction))
            .Should()
            .Be(instruction, "other options carry the same shape");
    }

    [Fact]
    public void A_host_may_leave_out_what_is_null() =>
        JsonSerializer
            .Deserialize(
                """{"intention":{"attributes":[{"labels":["PC","Mice"]}]},"preference":{"history":[{"item":{"id":"1","title":"Heat"},"position":4}]}}""",
                InstructionJson.Default.Instruction
            )
            .Should()
            .Be(
                new Instruction
                {
                    Intention = Intention.Specific("PC", "Mice"),
                    Preference = Preference.Implicit([new Interaction(new Item("1", "Heat"), 4)]),
                }
            );

    [Fact]
    public void Words_come_back_and_the_shape_is_small()
    {
        Instruction words = Instruction.FromText("Three heist films", TaskForm.Reranking);
        string json = JsonSerializer.Serialize(words, InstructionJson.Default.Instruction);
        json.Should().Be("""{"text":"Three heist films","task":"Reranking"}""");
        JsonSerializer.Deserialize(json, InstructionJson.Default.Instruction).Should().Be(words);
    }

    [Theory]
    [InlineData("""{"text":"words","intention":{"wish":"x"}}""")]
    [InlineData("""{"intention":{"wish":"x","attributes":[{"labels":["a"]}]}}""")]
    [InlineData("""{"preference":{"taste":"x"}}""")]
    [InlineData("""{"task":"T7"}""")]
    [InlineData("""{"preference":{"history":[{"item":{"id":"1","title":null},"position":1}]}}""")]
    [InlineData("""{"preference":{"history":[{"position":1}]}}""")]
    [InlineData("""{"intention":{"attributes":[{"labels":[]}]}}""")]
    public void What_cannot_be_built_cannot_be_read(string json) =>
        FluentActions
            .Invoking(() => JsonSerializer.Deserialize(json, InstructionJson.Default.Instruction))
            .Should()
            .Throw<Exception>()
            .Which.Should()
            .Match<Exception>(e => e is InstructRecException || e is JsonException);
}
