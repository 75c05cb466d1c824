using InstructRec.Catalog;
using InstructRec.Instructions;

namespace InstructRec.Templates;

/// <summary>Checks a definition and makes a template of it; all that is wrong is collected, none of it thrown.</summary>
internal static class TemplateCompiler
{
    /// <returns>The template, or <see langword="null"/> where something was added to <paramref name="problems"/>.</returns>
    public static InstructionTemplate? Compile(TemplateDefinition definition, List<string> problems)
    {
        int before = problems.Count;
        CheckNames(definition, problems);
        TemplateKey key = TemplateKey.Parse(definition.Key, problems);
        IReadOnlyList<TemplateOutput> outputs = OutputsOf(definition, problems);
        var wording = new Wording(WordingParser.Parse(definition.Wording, problems));
        if (problems.Count > before)
        {
            return null;
        }

        AnswerWords? answers = definition.Answers ?? (key.Task == TaskForm.Pointwise ? new AnswerWords("Yes", "No") : null);
        var template = new InstructionTemplate(definition, key, wording, outputs, answers);
        TemplateRules.Check(template, problems);
        if (problems.Count == before)
        {
            TextRules.Check(template, problems);
        }

        return problems.Count == before ? template : null;
    }

    private static void CheckNames(TemplateDefinition definition, List<string> problems)
    {
        if (string.IsNullOrEmpty(definition.Id) || !definition.Id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
        {
            problems.Add($"the id '{definition.Id}' is blank or has other characters than letters, digits, '-', '_', '.'");
        }

        if (string.IsNullOrWhiteSpace(definition.Family))
        {
            problems.Add("the family is blank");
        }

        if (string.IsNullOrWhiteSpace(definition.Wording))
        {
            problems.Add("the wording is blank");
        }

        if (!Enum.IsDefined(definition.Strategy))
        {
            problems.Add($"there is no strategy {(int)definition.Strategy}");
        }

        if (
            definition.Answers is { } words
            && (
                string.IsNullOrWhiteSpace(words.First)
                || string.IsNullOrWhiteSpace(words.Second)
                || words.First == words.Second
                || UntrustedText.Title(words.First) != words.First
                || UntrustedText.Title(words.Second) != words.Second
            )
        )
        {
            problems.Add($"the answers '{words.First}' and '{words.Second}' are not two different plain words");
        }
    }

    private static IReadOnlyList<TemplateOutput> OutputsOf(TemplateDefinition definition, List<string> problems)
    {
        if (definition.Output.Length == 0)
        {
            return [];
        }

        var outputs = new List<TemplateOutput>();
        foreach (string name in definition.Output.Split(", then "))
        {
            InstructionOutput? kind = name switch
            {
                "target" => InstructionOutput.Item,
                "yes/no" => InstructionOutput.YesNo,
                "preference" => InstructionOutput.Preference,
                "vague" or "specific" or "specific/vague" or "vague/specific" or "query" => InstructionOutput.Intention,
                "history" => InstructionOutput.History,
                _ => null,
            };
            if (kind is null)
            {
                problems.Add(
                    $"unknown output '{name}'; there are target, yes/no, preference, vague, specific, specific/vague, query, history, and two of them as 'preference, then target'"
                );
            }
            else
            {
                outputs.Add(new TemplateOutput(name, kind.Value));
            }
        }

        if (outputs.Count > 2)
        {
            problems.Add($"the output '{definition.Output}' has more than two parts");
        }

        return outputs;
    }
}
