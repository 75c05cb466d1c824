using InstructRec.Instructions;

namespace InstructRec.Templates;

/// <summary>Reads the values of the slots back out of a formatted text: what stands in quotes is a value, because no value can hold a quote.</summary>
internal static class SlotReader
{
    public static bool TryRead(InstructionTemplate template, string text, out IReadOnlyDictionary<string, IReadOnlyList<string>> values)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (WordingVariant variant in Variants(template))
        {
            if (TryRead(variant, text, out Dictionary<string, IReadOnlyList<string>> read))
            {
                values = read;
                return true;
            }
        }

        values = new Dictionary<string, IReadOnlyList<string>>();
        return false;
    }

    /// <summary>Every text around the slots that the template can have: for all that can be known together, in each number and person it has.</summary>
    internal static IEnumerable<WordingVariant> Variants(InstructionTemplate template)
    {
        Wording wording = template.Wording;
        foreach (Slots known in Knowable(template).Select(k => k & wording.Used).Distinct().Where(wording.CanSay))
        {
            for (int form = 0; form < 8; form++)
            {
                bool oneInHistory = (form & 1) != 0;
                bool oneCandidate = (form & 2) != 0;
                var persona = (Persona)(form >> 2);
                if ((!oneInHistory || wording.CountsHistory) && (!oneCandidate || wording.CountsCandidates) && (persona == default || wording.IsSpoken))
                {
                    yield return wording.Variant(known, oneInHistory, oneCandidate, persona);
                }
            }
        }
    }

    private static IEnumerable<Slots> Knowable(InstructionTemplate template)
    {
        if (template.Family == TemplateFamilies.Context)
        {
            return Enumerable.Range(0, 16).Select(bits => (Slots)(bits * (int)Slots.Time));
        }

        Slots always = TemplateRules.OfTask(template.Task) | Slots.Wish;
        return from preference in Enum.GetValues<PreferenceForm>()
               from intention in Enum.GetValues<IntentionForm>()
               select TemplateRules.Of(preference, intention) | always;
    }

    private static bool TryRead(WordingVariant variant, string text, out Dictionary<string, IReadOnlyList<string>> values)
    {
        values = [];
        if (!text.StartsWith(variant.Literals[0], StringComparison.Ordinal))
        {
            return false;
        }

        int at = variant.Literals[0].Length;
        for (int i = 0; i < variant.Uses.Length; i++)
        {
            string next = variant.Literals[i + 1];
            SlotUse use = variant.Uses[i];
            int end = End(text, at, next, use, isLast: i + 1 == variant.Uses.Length);
            if (end < at || string.CompareOrdinal(text, end, next, 0, next.Length) != 0)
            {
                return false;
            }

            values[SlotNames.Of(use.Name)] = Values(text[at..end], use);
            at = end + next.Length;
        }

        return at == text.Length;
    }

    private static int End(string text, int at, string next, SlotUse use, bool isLast)
    {
        if (use.Style is ListStyle.And or ListStyle.Or)
        {
            // Quoted one by one: the list ends at the quote that no conjunction follows.
            string conjunction = use.Style == ListStyle.And ? "\" and \"" : "\" or \"";
            int quote = text.IndexOf('"', at);
            while (quote >= 0)
            {
                string? joint = new[] { "\", \"", conjunction }.FirstOrDefault(j =>
                    string.CompareOrdinal(text, quote, j, 0, j.Length) == 0
                );
                if (joint is null)
                {
                    return quote;
                }

                quote = text.IndexOf('"', quote + joint.Length);
            }

            return -1;
        }

        return WordingVariant.IsBare(use.Name)
            ? (isLast ? text.Length - next.Length : text.IndexOf(next, at, StringComparison.Ordinal))
            : text.IndexOf('"', at);
    }

    private static IReadOnlyList<string> Values(string value, SlotUse use)
    {
        if ((use.Name & Slots.Lists) == 0)
        {
            return [value];
        }

        return use.Style switch
        {
            ListStyle.And => value.Split(["\", \"", "\" and \""], StringSplitOptions.None),
            ListStyle.Or => value.Split(["\", \"", "\" or \""], StringSplitOptions.None),
            ListStyle.Numbered => [.. value.Split("; ").Select(v => v[(v.IndexOf(' ', StringComparison.Ordinal) + 1)..])],
            _ => value.Split("; "),
        };
    }
}
