using System.Globalization;
using System.Text;

namespace InstructRec.Data.Generation;

/// <summary>What must be known about a set of instructions before anyone trains on it; written as <c>README.md</c> beside the data.</summary>
public sealed record DataCard
{
    /// <summary>The set's name.</summary>
    public required string Name { get; init; }

    /// <summary>What it was made from.</summary>
    public required InteractionDataset Source { get; init; }

    /// <summary>How many instructions each template has.</summary>
    public required IReadOnlyDictionary<string, long> Templates { get; init; }

    /// <summary>The generator, after its run.</summary>
    public required InstructionGenerator Generator { get; init; }

    /// <summary>The options of the run.</summary>
    public required GenerationOptions Options { get; init; }

    /// <summary>Who wrote preferences and intentions.</summary>
    public required string Teacher { get; init; }

    /// <summary>Under which terms the source came; the instructions hold its titles and, where reviews were used, its words.</summary>
    public required string Licence { get; init; }

    /// <summary>The file name of <see cref="Pictures.AspectPicture"/> beside the card, where there is one.</summary>
    public string? Picture { get; init; }

    /// <summary>The card as Markdown.</summary>
    /// <returns>Lines that end in a line feed.</returns>
    public string ToMarkdown()
    {
        var text = new StringBuilder($"# {Name}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"{Templates.Values.Sum():N0} instructions from {Source.Name}: {Source.Statistics}.\n");
        text.Append(CultureInfo.InvariantCulture, $"Left out by the reader: {Source.Skipped.Malformed:N0} malformed lines, {Source.Skipped.OfUntitledItems:N0} interactions with items that have no title.\n");
        text.Append(CultureInfo.InvariantCulture, $"Teacher: {Teacher}. Seed: {Options.Seed}. Nothing at or after a person's validation position was used.\n");
        text.Append(Options.QueryItems is { } held
            ? string.Create(CultureInfo.InvariantCulture, $"No wish and no attributes of {held.Validation.Count + held.Test.Count:N0} items were written of: product search can be measured on them.\n\n")
            : "Wishes and attributes were made of all items: product search cannot be measured on them.\n\n");
        text.Append("Records marked `oracle` hold an intention made from the target: results on such instructions are oracle-query results.\n\n");
        text.Append(CultureInfo.InvariantCulture, $"## Licence\n{Licence}\n\n## Templates\n| template | instructions |\n|---|---:|\n");
        foreach ((string template, long count) in Templates.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            text.Append(CultureInfo.InvariantCulture, $"| {template} | {count:N0} |\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\n## Instructions\n{Generator.Instructions} (titles of histories and candidates are words too).\n");
        text.Append(CultureInfo.InvariantCulture, $"\n## Preferences and intentions in words\n{Generator.FineGrained}\n\nWhich aspects they name:\n```\n{Generator.FineGrainedAspects.ToBars()}```\n");
        if (Picture is not null)
        {
            text.Append(CultureInfo.InvariantCulture, $"\n![The aspects that the texts name]({Picture})\n");
        }

        text.Append(CultureInfo.InvariantCulture, $"\n## Filters\nPreferences: {Generator.PreferenceReport.ToMarkdown()}\nIntentions: {Generator.IntentionReport.ToMarkdown()}");
        return text.ToString();
    }
}
