using System.Text.Json.Serialization;
using InstructRec.Catalog;

namespace InstructRec.Instructions;

/// <summary>What is asked of a recommender, in the four parts of InstructRec: preference, intention, task form, context.</summary>
/// <remarks>
/// Immutable and safe from any thread; equal when all parts are. Nothing known (P0 with I0) is the empty instruction, a valid one.
/// An instruction in the person's own words (<see cref="FromText"/>) has no preference, intention or context beside them: setting one throws.
/// </remarks>
[JsonConverter(typeof(InstructionJsonConverter))]
public sealed record Instruction
{
    /// <summary>Nothing known, the whole catalogue asked for (P0, I0, T2): what priors are computed under.</summary>
    public static Instruction Empty { get; } = new() { Task = TaskForm.Matching };

    /// <summary>The long-term taste; P0 unless set.</summary>
    public Preference Preference
    {
        get;
        init =>
            field = Beside(value ?? throw new ArgumentNullException(nameof(value)), value.Form != PreferenceForm.None, nameof(Preference));
    } = Preference.None;

    /// <summary>What is wanted now; I0 unless set.</summary>
    public Intention Intention
    {
        get;
        init =>
            field = Beside(value ?? throw new ArgumentNullException(nameof(value)), value.Form != IntentionForm.None, nameof(Intention));
    } = Intention.None;

    /// <summary>The task form; <see langword="null"/> for swap templates, which turn the task around, and until a recommender sets it.</summary>
    public TaskForm? Task
    {
        get;
        init =>
            field =
                value is null || Enum.IsDefined(value.Value)
                    ? value
                    : throw new ArgumentOutOfRangeException(nameof(value), value, "There are four task forms.");
    }

    /// <summary>The circumstances; <see langword="null"/> where none are known.</summary>
    public InstructionContext? Context
    {
        get;
        init => field = Beside(value, value is { IsEmpty: false }, nameof(Context));
    }

    /// <summary>The whole instruction in the person's own words, as they came; <see langword="null"/> for an instruction in parts.</summary>
    public string? Text { get; private init; }

    /// <summary>The person's own words as a prompt holds them: cleaned, and ending as a sentence does.</summary>
    internal string CleanText => Sentence(UntrustedText.Text(Text));

    /// <summary>The whole instruction in the person's own words: a formatter adds the candidates and nothing else.</summary>
    /// <param name="wish">Words that say something, for example "Three heist films for my brother, nothing violent".</param>
    /// <param name="task">The task form; a recommender sets it otherwise.</param>
    /// <exception cref="InstructRecException">Nothing is left of the wish once cleaned, or it is too long to keep whole (kind <see cref="InstructRecErrorKind.Instruction"/>).</exception>
    public static Instruction FromText(string wish, TaskForm? task = null)
    {
        ArgumentNullException.ThrowIfNull(wish);
        return Phrase.FaultOf(wish, "the instruction's text", "Instruction.Empty") is { } fault
            ? throw fault
            : new Instruction { Text = wish, Task = task };
    }

    private static string Sentence(string text) => text.Length == 0 || text[^1] is '.' or '!' or '?' or '…' ? text : text + ".";

    private T Beside<T>(T value, bool says, string part) =>
        says && Text is not null
            ? throw new InstructRecException(
                InstructRecErrorKind.Instruction,
                $"{part} cannot be set on an instruction that is given whole in the person's own words",
                remedy: "Build the instruction from parts, with the words as Intention.Vague"
            )
            : value;
}
