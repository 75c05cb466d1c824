using InstructRec.Instructions;

namespace InstructRec.Templates;

/// <summary>What a template is for, read from the paper's notation: <c>P1(+P2) I0 T3</c>, <c>P0 (P2/I1/I2) T2</c>.</summary>
internal sealed class TemplateKey
{
    private readonly HashSet<(PreferenceForm, IntentionForm)> combinations;

    private TemplateKey(HashSet<(PreferenceForm, IntentionForm)> combinations, TaskForm? task) =>
        (this.combinations, Task) = (combinations, task);

    public TaskForm? Task { get; }

    public IEnumerable<(PreferenceForm Preference, IntentionForm Intention)> Combinations => combinations;

    public bool Accepts(PreferenceForm preference, IntentionForm intention) => combinations.Contains((preference, intention));

    public static TemplateKey Parse(string key, List<string> problems)
    {
        HashSet<PreferenceForm>? preferences = null;
        HashSet<IntentionForm>? intentions = null;
        HashSet<(PreferenceForm, IntentionForm)>? mixture = null;
        TaskForm? task = null;
        foreach (string token in key.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = token.StartsWith('(') && token.EndsWith(')') ? token[1..^1].Split('/') : token.Split('/');
            if (token is "T0" or "T1" or "T2" or "T3" && task is null)
            {
                task = (TaskForm)(token[1] - '0');
            }
            else if (parts.All(IsPreference) && preferences is null)
            {
                preferences = [.. parts.SelectMany(PreferencesOf)];
            }
            else if (parts.All(IsIntention) && intentions is null)
            {
                intentions = [.. parts.Select(IntentionOf)];
            }
            else if (parts.All(p => IsIntention(p) || p is "P1" or "P2") && mixture is null)
            {
                mixture =
                [
                    .. parts.Select(p =>
                        IsIntention(p) ? (PreferenceForm.None, IntentionOf(p)) : (PreferencesOf(p)[0], IntentionForm.None)
                    ),
                ];
            }
            else
            {
                problems.Add($"the key '{key}' has '{token}', which is no P, I or T part or one too many; write for example P1(+P2) I0 T3");
            }
        }

        if (mixture is not null)
        {
            if (intentions is not null || (preferences is not null && !preferences.SetEquals([PreferenceForm.None])))
            {
                problems.Add($"the key '{key}' has a mixture of P and I beside another P or I; only P0 may stand beside it");
            }

            return new TemplateKey(mixture, task);
        }

        preferences ??= [PreferenceForm.None, PreferenceForm.Implicit, PreferenceForm.Explicit, PreferenceForm.Both];
        intentions ??= [IntentionForm.None, IntentionForm.Vague, IntentionForm.Specific];
        return new TemplateKey([.. preferences.SelectMany(_ => intentions, (p, i) => (p, i))], task);
    }

    private static bool IsPreference(string part) => part is "P0" or "P1" or "P2" or "P1+P2" or "P1(+P2)";

    private static bool IsIntention(string part) => part is "I0" or "I1" or "I2";

    private static IntentionForm IntentionOf(string part) => (IntentionForm)(part[1] - '0');

    private static PreferenceForm[] PreferencesOf(string part) =>
        part switch
        {
            "P0" => [PreferenceForm.None],
            "P1" => [PreferenceForm.Implicit],
            "P2" => [PreferenceForm.Explicit],
            "P1+P2" => [PreferenceForm.Both],
            _ => [PreferenceForm.Implicit, PreferenceForm.Both],
        };
}
