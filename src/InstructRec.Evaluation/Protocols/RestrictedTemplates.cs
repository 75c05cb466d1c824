using System.Diagnostics.CodeAnalysis;
using InstructRec.Instructions;
using InstructRec.Templates;

namespace InstructRec.Evaluation.Protocols;

/// <summary>A registry without some of its templates, or without some kinds of knowledge: what an ablation is trained with.</summary>
/// <param name="whole">The registry.</param>
/// <param name="keeps">Which templates stay.</param>
/// <param name="withoutPreferences">Forms of preference for which nothing is found.</param>
/// <param name="withoutIntentions">Forms of intention for which nothing is found.</param>
public sealed class RestrictedTemplates(
    ITemplateRegistry whole, Func<InstructionTemplate, bool> keeps, IReadOnlyCollection<PreferenceForm>? withoutPreferences = null, IReadOnlyCollection<IntentionForm>? withoutIntentions = null)
    : ITemplateRegistry
{
    /// <inheritdoc/>
    public IReadOnlyList<InstructionTemplate> All { get; } = [.. whole.All.Where(keeps)];

    /// <inheritdoc/>
    public InstructionTemplate this[string id] =>
        whole[id] is var template && keeps(template)
            ? template
            : throw new InstructRecException(InstructRecErrorKind.Template, $"the template '{id}' was left out", remedy: "Take one that was kept");

    /// <inheritdoc/>
    public bool TryGet(string id, [NotNullWhen(true)] out InstructionTemplate? template)
    {
        if (whole.TryGet(id, out template) && keeps(template))
        {
            return true;
        }

        template = null;
        return false;
    }

    /// <inheritdoc/>
    public IReadOnlyList<InstructionTemplate> Find(TemplateQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return query.Preference is { } p && withoutPreferences?.Contains(p) == true || query.Intention is { } i && withoutIntentions?.Contains(i) == true
            ? []
            : [.. whole.Find(query).Where(keeps)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<InstructionTemplate> Choices(Instruction instruction, TemplateStrategy strategy = TemplateStrategy.Direct) =>
        [.. whole.Choices(instruction, strategy).Where(keeps)];
}
