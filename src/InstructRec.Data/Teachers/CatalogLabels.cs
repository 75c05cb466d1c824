using InstructRec.Catalog;

namespace InstructRec.Data.Teachers;

/// <summary>How common each label is in the catalogue, so that what stands out in a history can be told from what is everywhere.</summary>
internal sealed class CatalogLabels
{
    private const int TooRare = 2;

    // What shops write where there is nothing to say.
    private static readonly HashSet<string> NoLabel = new(["n/a", "na", "none", "not applicable", "not-applicable", "does not apply", "unknown", "unspecified", "other", "others", "no", "yes", "-"], StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<(AttributeRole Role, string Label), int> _counts = [];
    private readonly HashSet<string> _forms = new(StringComparer.OrdinalIgnoreCase);
    private readonly OfflineTeacherOptions _options;
    private readonly int _items;

    public CatalogLabels(IReadOnlyList<Item> catalog, OfflineTeacherOptions options)
    {
        _options = options;
        _items = Math.Max(1, catalog.Count);
        foreach (Item item in catalog)
        {
            foreach (string name in item.Attributes.Keys.Where(n => options.Roles.GetValueOrDefault(n) == AttributeRole.Form && options.Roles.ContainsKey(n)))
            {
                _forms.UnionWith(item.Attributes[name].SelectMany(l => Parts(AttributeRole.Kind, l)));
            }

            foreach ((AttributeRole, string) label in Of(item).Distinct())
            {
                _counts[label] = _counts.GetValueOrDefault(label) + 1;
            }
        }
    }

    /// <summary>The labels of an item that are spoken of, as the catalogue writes them.</summary>
    public IEnumerable<(AttributeRole Role, string Label)> Of(Item item)
    {
        foreach ((string name, IReadOnlyList<string> labels) in item.Attributes)
        {
            if (_options.Roles.TryGetValue(name, out AttributeRole role))
            {
                foreach (string label in labels)
                {
                    foreach (string part in Parts(role, label).Where(p => !NoLabel.Contains(p)))
                    {
                        yield return (role == AttributeRole.Form ? AttributeRole.Kind : role, part);
                    }
                }
            }
        }
    }

    /// <summary>Whether a kind is a shape in which things come.</summary>
    public bool IsForm(string label) => _forms.Contains(label);

    /// <summary>The share of the catalogue that has a label.</summary>
    public double Share(AttributeRole role, string label) => (double)_counts.GetValueOrDefault((role, label)) / _items;

    /// <summary>
    /// The labels of a role that stand out in a history, most telling first: the share in the history times the logarithm of how much larger it is
    /// than in the catalogue, one imaginary item of the catalogue's own make added so that a single item proves little.
    /// </summary>
    public IReadOnlyList<string> StandOut(IReadOnlyList<Item> history, AttributeRole role, int atLeast)
    {
        var counts = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (Item item in history)
        {
            foreach (string label in Of(item).Where(l => l.Role == role).Select(l => l.Label).Distinct(StringComparer.Ordinal))
            {
                counts[label] = counts.GetValueOrDefault(label) + 1;
            }
        }

        return
        [
            .. counts.Where(c => c.Value >= atLeast && _counts.GetValueOrDefault((role, c.Key)) >= TooRare)
                .Select(c => (Label: c.Key, Weight: Weight(c.Value, history.Count, Share(role, c.Key))))
                .Where(c => c.Weight > 0)
                .OrderByDescending(c => c.Weight)
                .ThenBy(c => c.Label, StringComparer.Ordinal)
                .Select(c => c.Label),
        ];
    }

    /// <summary>A label that is common in the catalogue and that a long history hardly has, or null.</summary>
    public string? Missing(IReadOnlyList<Item> history, AttributeRole role)
    {
        const double common = 0.1;
        return _counts.Where(c => c.Key.Role == role && c.Value > common * _items)
            .Select(c => (c.Key.Label, Expected: history.Count * (double)c.Value / _items, Found: history.Count(i => Of(i).Contains((role, c.Key.Label)))))
            .Where(c => c.Expected >= 2 && c.Found == 0)
            .OrderByDescending(c => c.Expected)
            .ThenBy(c => c.Label, StringComparer.Ordinal)
            .Select(c => c.Label)
            .FirstOrDefault();
    }

    /// <summary>How a label is said inside a sentence.</summary>
    public string Spoken(string label)
    {
        if (_options.Spoken.TryGetValue(label, out string? spoken))
        {
            return spoken;
        }

        // "Comedy" is a word, "IMAX" and "PlayStation" are names.
        string[] words = label.Split(' ', '-');
        return words.All(w => w.Length > 0 && w.Skip(1).All(c => !char.IsUpper(c)) && !char.IsDigit(w[0])) ? label.ToLowerInvariant() : label;
    }

    // "Hydrating,Anti-aging" is two labels that a shop wrote into one; a firm's name may hold a comma.
    private static IEnumerable<string> Parts(AttributeRole role, string label) => role is AttributeRole.Maker || label.IndexOfAny([',', ';']) < 0
        ? [label]
        : label.Split([',', ';'], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private static double Weight(int count, int of, double catalogShare)
    {
        double share = (count + catalogShare) / (of + 1);
        return share * Math.Log(share / Math.Max(catalogShare, 1e-6));
    }
}
