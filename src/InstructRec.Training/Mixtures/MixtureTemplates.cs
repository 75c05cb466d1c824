using InstructRec.Data.Candidates;
using InstructRec.Instructions;
using InstructRec.Templates;

namespace InstructRec.Training.Mixtures;

/// <summary>The wordings that say a combination of what is known, found once.</summary>
internal sealed class MixtureTemplates(ITemplateRegistry registry)
{
    private readonly Dictionary<(PreferenceForm, IntentionForm, TaskForm), InstructionTemplate[]> _found = Find(registry);

    /// <summary>Draws one of them; none where nothing says it.</summary>
    public InstructionTemplate? Draw(Instruction instruction, TaskForm task, ref SplitMix64 random)
    {
        InstructionTemplate[] choices = _found.GetValueOrDefault((instruction.Preference.Form, instruction.Intention.Form, task), []);
        if (choices.Length == 0)
        {
            return null;
        }

        // Scores are corrected under this one wording of the empty instruction: it must be known well.
        InstructionTemplate? prior = Array.Find(choices, t => t.Id == TemplateRegistry.PriorTemplateId);
        return prior is not null && random.Below(2) == 0 ? prior : choices[random.Below(choices.Length)];
    }

    public IEnumerable<string> Ids => _found.Values.SelectMany(t => t).Select(t => t.Id).Distinct().Order(StringComparer.Ordinal);

    private static Dictionary<(PreferenceForm, IntentionForm, TaskForm), InstructionTemplate[]> Find(ITemplateRegistry registry)
    {
        Dictionary<(PreferenceForm, IntentionForm, TaskForm), InstructionTemplate[]> found = [];
        foreach (PreferenceForm preference in Enum.GetValues<PreferenceForm>())
        {
            foreach (IntentionForm intention in Enum.GetValues<IntentionForm>())
            {
                foreach (TaskForm task in Enum.GetValues<TaskForm>())
                {
                    found[(preference, intention, task)] =
                    [
                        .. registry.Find(new TemplateQuery { Preference = preference, Intention = intention, Task = task, Strategy = TemplateStrategy.Direct })
                            .Where(t => t.Family != TemplateFamilies.Free && t.Outputs.Count == 1),
                    ];
                }
            }
        }

        return found;
    }
}
