using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using InstructRec.Instructions;

namespace InstructRec.Templates;

/// <summary>An immutable set of checked templates.</summary>
/// <remarks>Safe from any thread. <see cref="TemplateRegistryBuilder"/> makes others; a host puts its own into its services as <see cref="ITemplateRegistry"/>.</remarks>
public sealed class TemplateRegistry : ITemplateRegistry
{
    /// <summary>The template of the empty instruction that priors are computed under: the cold family with T2.</summary>
    public const string PriorTemplateId = "cold-01";

    private static readonly string[] Files = ["recommendation", "search", "personal", "pairwise", "cold", "general", "free", "context"];
    private static readonly Lazy<TemplateRegistry> Defaults = new(LoadDefaults);

    private readonly Dictionary<string, InstructionTemplate> byId;
    private readonly ConcurrentDictionary<int, InstructionTemplate[]> choices = new();

    internal TemplateRegistry(IReadOnlyList<InstructionTemplate> templates)
    {
        All = Array.AsReadOnly(templates.ToArray());
        byId = templates.ToDictionary(t => t.Id, StringComparer.Ordinal);
    }

    /// <summary>The templates that come with the library: the paper's 39, and the pairwise, cold, general, free and context families.</summary>
    public static TemplateRegistry Default => Defaults.Value;

    /// <inheritdoc/>
    public IReadOnlyList<InstructionTemplate> All { get; }

    /// <inheritdoc/>
    public InstructionTemplate this[string id] =>
        TryGet(id, out InstructionTemplate? template)
            ? template
            : throw new InstructRecException(InstructRecErrorKind.Template, $"there is no template '{id}'", remedy: Near(id));

    /// <inheritdoc/>
    public bool TryGet(string id, [NotNullWhen(true)] out InstructionTemplate? template)
    {
        ArgumentNullException.ThrowIfNull(id);
        return byId.TryGetValue(id, out template);
    }

    /// <inheritdoc/>
    public IReadOnlyList<InstructionTemplate> Find(TemplateQuery query)
    {
        ArgumentNullException.ThrowIfNull(query);
        return
        [
            .. All.Where(t =>
                (query.Task is null || t.Task == query.Task)
                && (query.Family is null || t.Family == query.Family)
                && (query.Strategy is null || t.Strategy == query.Strategy)
                && (query.Output is null || (t.Outputs.Count > 0 && t.Outputs[^1].Kind == query.Output))
                && (
                    (query.Preference is null && query.Intention is null)
                    || t.Combinations.Any(c =>
                        (query.Preference is null || c.Preference == query.Preference)
                        && (query.Intention is null || c.Intention == query.Intention)
                    )
                )
            ),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<InstructionTemplate> Choices(Instruction instruction, TemplateStrategy strategy = TemplateStrategy.Direct)
    {
        ArgumentNullException.ThrowIfNull(instruction);
        TaskForm task = instruction.Task ?? (instruction.Text is not null ? TaskForm.Matching : (TaskForm)7);
        int key =
            (int)instruction.Preference.Form
            | ((int)instruction.Intention.Form << 2)
            | ((int)task << 4)
            | ((int)strategy << 8)
            | (instruction.Text is null ? 0 : 1 << 12);
        return choices.TryGetValue(key, out InstructionTemplate[]? chosen)
            ? chosen
            : choices.GetOrAdd(key, Choose(instruction, task, strategy));
    }

    private InstructionTemplate[] Choose(Instruction instruction, TaskForm task, TemplateStrategy strategy)
    {
        Slots known = SlotValues.KnownOf(instruction) | TemplateRules.OfTask(task);
        InstructionTemplate[] able = [.. All.Where(t => t.Task == task && t.Strategy == strategy && t.Wording.CanSay(known))];
        if (able.Length == 0)
        {
            return able;
        }

        int most = able.Max(t => Weight(t.Wording.Said(known)));
        InstructionTemplate[] best = [.. able.Where(t => Weight(t.Wording.Said(known)) == most)];
        InstructionTemplate[] exact = [.. best.Where(t => t.Accepts(instruction.Preference.Form, instruction.Intention.Form))];
        return exact.Length > 0 ? exact : best;
    }

    private static int Weight(Slots said) =>
        ((said & Slots.Wish) != 0 ? 8 : 0)
        + ((said & Slots.Intention) != 0 ? 4 : 0)
        + ((said & Slots.History) != 0 ? 2 : 0)
        + ((said & Slots.Preference) != 0 ? 1 : 0);

    private string Near(string id)
    {
        string start = id.Split('-')[0];
        string[] near = [.. byId.Keys.Where(k => k.StartsWith(start, StringComparison.OrdinalIgnoreCase))];
        string[] named = near.Length > 0 ? near : [.. All.Select(t => t.Id.Split('-')[0] + "-…").Distinct()];
        return $"There are {string.Join(", ", named)}";
    }

    private static TemplateRegistry LoadDefaults()
    {
        var builder = new TemplateRegistryBuilder();
        Assembly assembly = typeof(TemplateRegistry).Assembly;
        foreach (string file in Files)
        {
            using Stream stream =
                assembly.GetManifestResourceStream($"InstructRec.Templates.{file}.json")
                ?? throw new InstructRecException(InstructRecErrorKind.Template, "the embedded template file is missing", $"{file}.json");
            builder.AddJson(stream, $"{file}.json");
        }

        return builder.Build();
    }
}
