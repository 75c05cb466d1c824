using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Templates;
using InstructRec.Testing;
using InstructRec.Tokenization;

namespace InstructRec.Tests.Templates;

/// <summary>Instructions of every combination, and the real tokenizer.</summary>
internal static class Examples
{
    private static readonly Lazy<ITokenCounter> Loaded = new(() =>
        new T5TokenCounter(T5Tokenizer.Load(GoldenRoot.Of("tokenizer", "spiece.model")))
    );

    public static ITokenCounter Tokenizer => Loaded.Value;

    public static Item Item(string title) => new(title, title);

    public static Item[] Films { get; } = [Item("Toy Story (1995)"), Item("Heat (1995)"), Item("Casino (1995)"), Item("Fargo (1996)")];

    public const string Taste = "He prefers slow crime films";

    public static IEnumerable<Preference> Preferences(int history = 3) =>
        [
            Preference.None,
            Preference.Implicit(Films.Take(history)),
            Preference.Explicit(Taste),
            Preference.Both(Films.Take(history), Taste),
        ];

    public static IEnumerable<Intention> Intentions =>
        [Intention.None, Intention.Vague("something funny for a rainy evening"), Intention.Specific("Comedy", "Crime")];

    public static IEnumerable<Instruction> Instructions(TaskForm? task, int history = 3) =>
        from preference in Preferences(history)
        from intention in Intentions
        select new Instruction
        {
            Preference = preference,
            Intention = intention,
            Task = task,
        };

    public static Item[] Candidates(TaskForm? task) =>
        task switch
        {
            TaskForm.Pointwise => [Films[3]],
            TaskForm.Pairwise => [Films[2], Films[3]],
            TaskForm.Reranking => [Films[1], Films[3], Films[2]],
            _ => [],
        };

    /// <summary>Everything that a template can be filled with, one example for each combination it takes.</summary>
    public static IEnumerable<InstructionExample> For(InstructionTemplate template, int history = 3)
    {
        IEnumerable<Instruction> instructions = template.Slots.Any(s => s.Name == "wish")
            ? [Instruction.FromText("Three heist films, nothing violent")]
            : Instructions(template.Task, history);
        var formatter = new InstructionFormatter();
        return instructions
            .Select(i => new InstructionExample
            {
                Instruction = i,
                Target = Films[3],
                Candidates = Candidates(template.Task),
            })
            .Where(e => formatter.CanFormat(template, e));
    }
}
