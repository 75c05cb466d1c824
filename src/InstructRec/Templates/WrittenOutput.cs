using InstructRec.Instructions;

namespace InstructRec.Templates;

/// <summary>What a model wrote, by the outputs of the template that asked for it.</summary>
/// <remarks>Immutable. What a template does not ask for is <see langword="null"/>.</remarks>
public sealed record WrittenOutput
{
    /// <summary>The title of an item.</summary>
    public string? Title { get; init; }

    /// <summary>Pointwise: whether the answer is yes. Pairwise with answer words: whether it is the first item.</summary>
    public bool? Answer { get; init; }

    /// <summary>The preference in words.</summary>
    public string? Preference { get; init; }

    /// <summary>The intention: a wish, or labels joined.</summary>
    public string? Intention { get; init; }

    /// <summary>The titles of past interactions.</summary>
    public IReadOnlyList<string>? History { get; init; }

    internal static WrittenOutput Parse(InstructionTemplate template, string written)
    {
        ArgumentNullException.ThrowIfNull(written);
        string[] parts = template.Separator is null ? [written] : written.Split(template.Separator.Trim(), 2);
        if (parts.Length != template.Outputs.Count)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Instruction,
                $"the text has {parts.Length} of {template.Outputs.Count} parts: no '{template.Separator?.Trim()}' in it",
                template.Id
            );
        }

        var output = new WrittenOutput();
        for (int i = 0; i < parts.Length; i++)
        {
            output = output.With(template, template.Outputs[i].Kind, parts[i].Trim());
        }

        return output;
    }

    private WrittenOutput With(InstructionTemplate template, InstructionOutput kind, string part) =>
        kind switch
        {
            InstructionOutput.Preference => this with { Preference = part },
            InstructionOutput.Intention => this with { Intention = part },
            InstructionOutput.History => this with { History = part.Split("; ", StringSplitOptions.RemoveEmptyEntries) },
            _ when template.Answers is { } words => this with { Answer = IsFirst(template, words, part) },
            _ => this with { Title = part },
        };

    private static bool IsFirst(InstructionTemplate template, AnswerWords words, string part)
    {
        bool first = string.Equals(part, words.First, StringComparison.OrdinalIgnoreCase);
        return first || string.Equals(part, words.Second, StringComparison.OrdinalIgnoreCase)
            ? first
            : throw new InstructRecException(
                InstructRecErrorKind.Instruction,
                $"'{part}' is neither '{words.First}' nor '{words.Second}'",
                template.Id
            );
    }
}
