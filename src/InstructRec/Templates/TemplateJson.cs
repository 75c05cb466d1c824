using System.Text.Json;

namespace InstructRec.Templates;

/// <summary>Reads a template file, and checks it against the schema: which properties there are, of what type, which are required.</summary>
/// <remarks>
/// The file is an object with <c>family</c> and <c>templates</c>, an array of objects with <c>id</c>, <c>key</c> and <c>wording</c>, and where needed
/// <c>output</c>, <c>strategy</c> (direct, cot, swap, relatedness), <c>separator</c>, <c>answers</c> (two words). Comments and trailing commas are allowed.
/// </remarks>
internal static class TemplateJson
{
    private static readonly string[] Properties = ["id", "key", "wording", "output", "strategy", "separator", "answers"];

    public static IReadOnlyList<TemplateDefinition> Read(Stream stream, string source, List<string> problems)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(
                stream,
                new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip }
            );
            return Read(document.RootElement, source, problems);
        }
        catch (JsonException e)
        {
            problems.Add($"{source}: no JSON: {e.Message.TrimEnd('.')}");
            return [];
        }
    }

    private static List<TemplateDefinition> Read(JsonElement root, string source, List<string> problems)
    {
        if (
            root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("family", out JsonElement family)
            || family.ValueKind != JsonValueKind.String
            || !root.TryGetProperty("templates", out JsonElement templates)
            || templates.ValueKind != JsonValueKind.Array
        )
        {
            problems.Add($"{source}: not an object with a string \"family\" and an array \"templates\"");
            return [];
        }

        foreach (JsonProperty unknown in root.EnumerateObject().Where(p => p.Name is not ("family" or "templates" or "$schema")))
        {
            problems.Add($"{source}: unknown property \"{unknown.Name}\"");
        }

        var definitions = new List<TemplateDefinition>();
        int number = 0;
        foreach (JsonElement element in templates.EnumerateArray())
        {
            number++;
            if (ReadTemplate(element, family.GetString()!, $"{source}, template {number}", problems) is { } definition)
            {
                definitions.Add(definition);
            }
        }

        return definitions;
    }

    private static TemplateDefinition? ReadTemplate(JsonElement element, string family, string place, List<string> problems)
    {
        int before = problems.Count;
        if (element.ValueKind != JsonValueKind.Object)
        {
            problems.Add($"{place}: not an object");
            return null;
        }

        string? Text(string name, bool required)
        {
            if (!element.TryGetProperty(name, out JsonElement value))
            {
                if (required)
                {
                    problems.Add($"{place}: no \"{name}\"");
                }

                return null;
            }

            if (value.ValueKind != JsonValueKind.String)
            {
                problems.Add($"{place}: \"{name}\" is no string");
                return null;
            }

            return value.GetString();
        }

        string? id = Text("id", required: true);
        place = id is null ? place : $"{place} ({id})";
        foreach (JsonProperty property in element.EnumerateObject())
        {
            if (!Properties.Contains(property.Name))
            {
                problems.Add($"{place}: unknown property \"{property.Name}\"; there are {string.Join(", ", Properties)}");
            }
        }

        string? key = Text("key", required: true);
        string? wording = Text("wording", required: true);
        string? output = Text("output", required: false);
        string? separator = Text("separator", required: false);
        TemplateStrategy strategy = StrategyOf(Text("strategy", required: false), place, problems);
        AnswerWords? answers = AnswersOf(element, place, problems);
        return problems.Count > before
            ? null
            : new TemplateDefinition
            {
                Id = id!,
                Family = family,
                Key = key!,
                Wording = wording!,
                Output = output ?? (family == TemplateFamilies.Context ? string.Empty : "target"),
                Strategy = strategy,
                Separator = separator,
                Answers = answers,
            };
    }

    private static TemplateStrategy StrategyOf(string? name, string place, List<string> problems)
    {
        switch (name)
        {
            case null or "direct":
                return TemplateStrategy.Direct;
            case "cot":
                return TemplateStrategy.ChainOfThought;
            case "swap":
                return TemplateStrategy.Swap;
            case "relatedness":
                return TemplateStrategy.Relatedness;
            default:
                problems.Add($"{place}: unknown strategy \"{name}\"; there are direct, cot, swap, relatedness");
                return TemplateStrategy.Direct;
        }
    }

    private static AnswerWords? AnswersOf(JsonElement element, string place, List<string> problems)
    {
        if (!element.TryGetProperty("answers", out JsonElement value))
        {
            return null;
        }

        if (
            value.ValueKind == JsonValueKind.Array
            && value.GetArrayLength() == 2
            && value.EnumerateArray().All(w => w.ValueKind == JsonValueKind.String)
        )
        {
            return new AnswerWords(value[0].GetString()!, value[1].GetString()!);
        }

        problems.Add($"{place}: \"answers\" is no array of two words");
        return null;
    }
}
