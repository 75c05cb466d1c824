using System.Text.Json.Serialization;

namespace InstructRec.Instructions;

/// <summary>What a person wants now: nothing said (I0), a wish that names no item (I1), or clear attributes (I2) (PAPER, "The instruction format").</summary>
/// <remarks>Immutable and safe from any thread; equal when form, text and attributes are. Built by the factory members only.</remarks>
[JsonConverter(typeof(IntentionJsonConverter))]
public sealed record Intention
{
    private string? cleanText;

    private Intention(IntentionForm form, string? text, IReadOnlyList<IntentionAttribute> attributes)
    {
        Form = form;
        Text = text;
        Attributes = attributes;
    }

    /// <summary>I0: the person is exploring.</summary>
    public static Intention None { get; } = new(IntentionForm.None, null, []);

    /// <summary>Which of the forms this is.</summary>
    public IntentionForm Form { get; }

    /// <summary>The wish as it came; <see langword="null"/> unless the form is <see cref="IntentionForm.Vague"/>.</summary>
    public string? Text { get; }

    /// <summary>The attributes in the order given; empty unless the form is <see cref="IntentionForm.Specific"/>.</summary>
    public IReadOnlyList<IntentionAttribute> Attributes { get; }

    /// <summary>The intention as a prompt holds it: the cleaned wish, or the labels joined.</summary>
    internal string CleanText => cleanText ??= Form == IntentionForm.Specific ? Joined(Attributes) : Phrase.Of(Text);

    /// <summary>I1: a wish, for example "some gifts for my son".</summary>
    /// <param name="wish">A wish that says something.</param>
    /// <exception cref="InstructRecException">Nothing is left of the wish once cleaned, or it is too long to keep whole (kind <see cref="InstructRecErrorKind.Instruction"/>).</exception>
    public static Intention Vague(string wish)
    {
        ArgumentNullException.ThrowIfNull(wish);
        return Phrase.FaultOf(wish, "the wish of a vague intention", "Intention.None") is { } fault
            ? throw fault
            : new Intention(IntentionForm.Vague, wish, []);
    }

    /// <summary>I2: bare labels, from the general to the particular, for example "Video Games", "PC", "Gaming Mice".</summary>
    /// <param name="labels">At least one label.</param>
    /// <exception cref="InstructRecException">There is no label, or one is blank (kind <see cref="InstructRecErrorKind.Instruction"/>).</exception>
    public static Intention Specific(params IEnumerable<string> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        return Specific([new IntentionAttribute(null, Array.AsReadOnly(labels.ToArray()))]);
    }

    /// <summary>I2: labels by attribute name, for example <c>genre → [Comedy]</c>, in the order of the dictionary.</summary>
    /// <param name="attributes">At least one attribute with at least one label.</param>
    /// <exception cref="InstructRecException">There is no attribute, or one is blank (kind <see cref="InstructRecErrorKind.Instruction"/>).</exception>
    public static Intention Specific(IEnumerable<KeyValuePair<string, IReadOnlyList<string>>> attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        return Specific(attributes.Select(a => new IntentionAttribute(a.Key, Array.AsReadOnly(a.Value.ToArray()))));
    }

    /// <summary>I2: attributes with or without names, in the order given.</summary>
    /// <param name="attributes">At least one attribute with at least one label.</param>
    /// <exception cref="InstructRecException">There is no attribute, or one is blank (kind <see cref="InstructRecErrorKind.Instruction"/>).</exception>
    public static Intention Specific(IEnumerable<IntentionAttribute> attributes)
    {
        ArgumentNullException.ThrowIfNull(attributes);
        IntentionAttribute[] all = [.. attributes.Select(a => a with { Labels = Array.AsReadOnly(a.Labels.ToArray()) })];
        bool blank = all.Any(a =>
            a.Labels.Count == 0 || a.Labels.Any(l => Phrase.Of(l).Length == 0) || (a.Name is not null && Phrase.Of(a.Name).Length == 0)
        );
        return all.Length > 0 && !blank
            ? new Intention(IntentionForm.Specific, null, Array.AsReadOnly(all))
            : throw new InstructRecException(
                InstructRecErrorKind.Instruction,
                "a specific intention has no label, or a blank one",
                remedy: "Leave blank labels out, or use Intention.None"
            );
    }

    /// <summary>Whether form, text and attributes are equal.</summary>
    /// <param name="other">The intention to compare with.</param>
    public bool Equals(Intention? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Form == other.Form && Text == other.Text && Attributes.SequenceEqual(other.Attributes));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Form, Text, Attributes.Count, Attributes.Count > 0 ? Attributes[0] : null);

    private static string Joined(IReadOnlyList<IntentionAttribute> attributes) =>
        string.Join(
            "; ",
            attributes.Select(a =>
                (a.Name is null ? string.Empty : $"{Phrase.Of(a.Name)}: ") + string.Join(", ", a.Labels.Select(Phrase.Of))
            )
        );
}
