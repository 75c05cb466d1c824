using InstructRec.Instructions;
using InstructRec.Templates;

namespace InstructRec.Data.Generation;

/// <summary>What is known of a person and a wish, as templates ask for it.</summary>
internal static class TemplateForms
{
    /// <summary>What must be known for a template: what it writes too, although its key does not name it.</summary>
    public static (PreferenceForm Preference, IntentionForm Intention) WithOutputs(InstructionTemplate template, PreferenceForm preference, IntentionForm intention, bool specific)
    {
        foreach (TemplateOutput output in template.Outputs)
        {
            preference |= output.Kind switch { InstructionOutput.Preference => PreferenceForm.Explicit, InstructionOutput.History => PreferenceForm.Implicit, _ => PreferenceForm.None };
            if (output.Kind == InstructionOutput.Intention && intention == IntentionForm.None)
            {
                intention = output.Name == "specific" || (output.Name != "vague" && specific) ? IntentionForm.Specific : IntentionForm.Vague;
            }
        }

        return (preference, intention);
    }

    /// <summary>What a template may be told.</summary>
    public static IEnumerable<(PreferenceForm Preference, IntentionForm Intention)> Combinations(InstructionTemplate template) =>
        from preference in new[] { PreferenceForm.None, PreferenceForm.Implicit, PreferenceForm.Explicit, PreferenceForm.Both }
        from intention in new[] { IntentionForm.None, IntentionForm.Vague, IntentionForm.Specific }
        where template.Accepts(preference, intention)
        select (preference, intention);

    /// <summary>Whether it writes what only a history tells.</summary>
    public static bool NeedsHistory(InstructionTemplate template) => template.Outputs.Any(o => o.Kind is InstructionOutput.History or InstructionOutput.Preference);
}
