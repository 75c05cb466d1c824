using System.Text.Json.Serialization;
using InstructRec.Catalog;

namespace InstructRec.Instructions;

/// <summary>A person's long-term taste: none (P0), past interactions (P1), a sentence (P2), or both (PAPER, "The instruction format").</summary>
/// <remarks>Immutable and safe from any thread; equal when form, history and text are. Built by the factory members only, so that no form contradicts its content.</remarks>
[JsonConverter(typeof(PreferenceJsonConverter))]
public sealed record Preference
{
    private string? cleanText;

    private Preference(PreferenceForm form, IReadOnlyList<Interaction> history, string? text)
    {
        Form = form;
        History = history;
        Text = text;
        if (text is not null)
        {
            Phrase.Of(text, out bool cut);
            IsTextCut = cut;
        }
    }

    /// <summary>P0: nothing is known, or nothing may be used.</summary>
    public static Preference None { get; } = new(PreferenceForm.None, [], null);

    /// <summary>Which of the forms this is.</summary>
    public PreferenceForm Form { get; }

    /// <summary>Past interactions, oldest first; empty unless the form includes <see cref="PreferenceForm.Implicit"/>.</summary>
    public IReadOnlyList<Interaction> History { get; }

    /// <summary>The preference in words, as it came; <see langword="null"/> unless the form includes <see cref="PreferenceForm.Explicit"/>.</summary>
    public string? Text { get; }

    /// <summary>The preference in words as a prompt holds it: cleaned, without a full stop at the end.</summary>
    internal string CleanText => cleanText ??= Phrase.Of(Text);

    /// <summary>Whether the preference in words was too long to be kept whole by cleaning.</summary>
    internal bool IsTextCut { get; }

    /// <summary>P1: from past interactions, put in order of <see cref="Interaction.Position"/>; equal positions keep the order given.</summary>
    /// <param name="history">At least one interaction.</param>
    /// <exception cref="InstructRecException">The history is empty (kind <see cref="InstructRecErrorKind.Instruction"/>).</exception>
    public static Preference Implicit(IEnumerable<Interaction> history) => new(PreferenceForm.Implicit, Ordered(history), null);

    /// <summary>P1: from items in the order in which the person chose them, oldest first.</summary>
    /// <param name="history">At least one item.</param>
    /// <exception cref="InstructRecException">The history is empty (kind <see cref="InstructRecErrorKind.Instruction"/>).</exception>
    public static Preference Implicit(IEnumerable<Item> history) => Implicit(Numbered(history));

    /// <summary>P2: from a sentence, for example "He prefers horror-based games with a strong narrative".</summary>
    /// <param name="text">A sentence that says something.</param>
    /// <exception cref="InstructRecException">Nothing is left of the text once cleaned (kind <see cref="InstructRecErrorKind.Instruction"/>).</exception>
    public static Preference Explicit(string text) => new(PreferenceForm.Explicit, [], Said(text));

    /// <summary>P1 and P2 together.</summary>
    /// <param name="history">At least one interaction.</param>
    /// <param name="text">A sentence that says something.</param>
    /// <exception cref="InstructRecException">Either is empty (kind <see cref="InstructRecErrorKind.Instruction"/>).</exception>
    public static Preference Both(IEnumerable<Interaction> history, string text) => new(PreferenceForm.Both, Ordered(history), Said(text));

    /// <summary>P1 and P2 together, from items in the order in which the person chose them, oldest first.</summary>
    /// <param name="history">At least one item.</param>
    /// <param name="text">A sentence that says something.</param>
    /// <exception cref="InstructRecException">Either is empty (kind <see cref="InstructRecErrorKind.Instruction"/>).</exception>
    public static Preference Both(IEnumerable<Item> history, string text) => Both(Numbered(history), text);

    /// <summary>Whatever is known: a person without history and without words falls to <see cref="None"/>.</summary>
    /// <param name="history">Past interactions; <see langword="null"/> or empty where there are none.</param>
    /// <param name="text">The preference in words; <see langword="null"/> or blank where there are none.</param>
    public static Preference FromKnown(IEnumerable<Interaction>? history, string? text = null)
    {
        Interaction[] ordered = history is null ? [] : Sorted(history);
        bool said = Phrase.Of(text).Length > 0;
        PreferenceForm form =
            (ordered.Length > 0 ? PreferenceForm.Implicit : PreferenceForm.None) | (said ? PreferenceForm.Explicit : PreferenceForm.None);
        return form == PreferenceForm.None ? None : new Preference(form, Array.AsReadOnly(ordered), said ? text : null);
    }

    /// <summary>Whether form, history and text are equal.</summary>
    /// <param name="other">The preference to compare with.</param>
    public bool Equals(Preference? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Form == other.Form && Text == other.Text && History.SequenceEqual(other.History));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Form, Text, History.Count, History.Count > 0 ? History[^1] : null);

    private static IEnumerable<Interaction> Numbered(IEnumerable<Item> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return history.Select((item, position) => new Interaction(item, position));
    }

    private static IReadOnlyList<Interaction> Ordered(IEnumerable<Interaction> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        Interaction[] ordered = Sorted(history);
        return ordered.Length > 0
            ? Array.AsReadOnly(ordered)
            : throw new InstructRecException(
                InstructRecErrorKind.Instruction,
                "the history of an implicit preference is empty",
                remedy: "Use Preference.None, or Preference.FromKnown, which falls to it"
            );
    }

    private static Interaction[] Sorted(IEnumerable<Interaction> history)
    {
        Interaction[] all = [.. history];
        return Array.Exists(all, i => i?.Item is null)
            ? throw new ArgumentException("An interaction, or its item, is null.", nameof(history))
            : [.. all.OrderBy(i => i.Position)];
    }

    private static string Said(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return Phrase.Of(text).Length > 0
            ? text
            : throw new InstructRecException(
                InstructRecErrorKind.Instruction,
                "the text of an explicit preference says nothing",
                remedy: "Use Preference.None, or Preference.FromKnown, which falls to it"
            );
    }
}
