using System.Text.Json.Serialization;
using InstructRec.Catalog;

namespace InstructRec.Instructions;

/// <summary>The JSON shape of a <see cref="Preference"/>; its form follows from what is there.</summary>
internal sealed record PreferenceDocument(IReadOnlyList<Interaction>? History = null, string? Text = null);

/// <summary>The JSON shape of an <see cref="Intention"/>; its form follows from what is there.</summary>
internal sealed record IntentionDocument(string? Wish = null, IReadOnlyList<IntentionAttribute>? Attributes = null);

/// <summary>The JSON shape of an <see cref="Instruction"/>.</summary>
internal sealed record InstructionDocument(
    string? Text = null,
    Preference? Preference = null,
    Intention? Intention = null,
    TaskForm? Task = null,
    InstructionContext? Context = null
);
