using System.Diagnostics.CodeAnalysis;
using InstructRec.Instructions;

namespace InstructRec.Templates;

/// <summary>The templates that a formatter can choose from.</summary>
/// <remarks>Implementations are safe from any thread: what a caller gets is a snapshot.</remarks>
public interface ITemplateRegistry
{
    /// <summary>All templates, in the order of registration.</summary>
    IReadOnlyList<InstructionTemplate> All { get; }

    /// <summary>The template of that id.</summary>
    /// <param name="id">For example <c>rec-07</c>.</param>
    /// <exception cref="InstructRecException">There is none (kind <see cref="InstructRecErrorKind.Template"/>); the message names what comes near.</exception>
    InstructionTemplate this[string id] { get; }

    /// <summary>Looks for the template of that id.</summary>
    /// <param name="id">For example <c>rec-07</c>.</param>
    /// <param name="template">The template, if there is one.</param>
    bool TryGet(string id, [NotNullWhen(true)] out InstructionTemplate? template);

    /// <summary>All templates whose key, family, strategy and output are as asked, in the order of registration.</summary>
    /// <param name="query">What to look for.</param>
    IReadOnlyList<InstructionTemplate> Find(TemplateQuery query);

    /// <summary>
    /// The templates that say an instruction best, by the rule of choice: the task form and strategy asked for, every required slot known; of those
    /// the ones that say most of what is known (an intention counts before a history, a history before a preference in words); of those the ones
    /// whose key names just this combination, if any does. In the order of registration; empty where nothing fits.
    /// </summary>
    /// <param name="instruction">What is known.</param>
    /// <param name="strategy">The strategy asked for.</param>
    IReadOnlyList<InstructionTemplate> Choices(Instruction instruction, TemplateStrategy strategy = TemplateStrategy.Direct);
}
