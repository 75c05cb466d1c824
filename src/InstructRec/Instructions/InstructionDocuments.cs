using System.Text.Json.Serialization;
using InstructRec.Catalog;

namespace InstructRec.Instructions;

/// <summary>The JSON shape of a <see cref="Preference"/>; its form follows from what is there.</summary>
internal sealed record PreferenceDocument(IReadOnlyList<Interaction>? History, string? Text);

/// <summary>The JSON shape of an <see cref="Intention"/>; its form follows from what is there.</summary>
internal sealed record IntentionDocument(string? Wish, IReadOnlyList<IntentionAttribute>? Attributes);

/// <summary>The JSON shape of an <see cref="Instruction"/>.</summary>
internal sealed record InstructionDocument(string? Text, Preference? Preference, Intention? Intention, TaskForm? Task, InstructionContext? Context);
