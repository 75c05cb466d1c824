using InstructRec;
using InstructRec.Instructions;
using InstructRec.Templates;
using Templates;

const string Usage = """
    Prints every template with a real example from MovieLens.

      dotnet run --project samples/Templates -- [options]

      --person <id>            whose history (1 to 610; default 1)
      --length <n>             how many films of it (default 4)
      --persona first|third    who speaks (default third)
      --family <name>          one family only, such as recommendation, search, personal, pairwise, cold, general, free
      --document <file>        writes docs/templates.md instead
    """;
try
{
    return Run(args);
}
catch (Exception e) when (e is InstructRecException or ArgumentException or IOException)
{
    Console.Error.WriteLine(e.Message);
    return 1;
}

static int Run(string[] args)
{
    string person = "1",
        family = string.Empty;
    int length = 4;
    Persona persona = Persona.ThirdPerson;
    for (int i = 0; i < args.Length; i += 2)
    {
        if (args[i] is "--help" or "-h")
        {
            Console.WriteLine(Usage);
            return 0;
        }

        string value =
            i + 1 < args.Length
                ? args[i + 1]
                : throw new ArgumentException($"The option {args[i]} has no value; --help lists the options.");
        switch (args[i])
        {
            case "--person":
                person = value;
                break;
            case "--family":
                family = value;
                break;
            case "--length" when int.TryParse(value, out length) && length > 0:
                break;
            case "--persona" when value is "first" or "third":
                persona = value == "first" ? Persona.FirstPerson : Persona.ThirdPerson;
                break;
            case "--document":
                File.WriteAllText(value, TemplatesDocument.Write(TemplateRegistry.Default));
                Console.WriteLine($"Wrote {value}.");
                return 0;
            default:
                throw new ArgumentException($"There is no option {args[i]} {value}; --help lists the options.");
        }
    }

    Print(
        FilmExample.Of(Path.Combine(AppContext.BaseDirectory, "Data"), person, length),
        family,
        new FormattingOptions { Persona = persona }
    );
    return 0;
}

static void Print(FilmExample example, string family, FormattingOptions options)
{
    var formatter = new InstructionFormatter();
    InstructionTemplate[] templates =
    [
        .. formatter.Templates.All.Where(t => t.Outputs.Count > 0 && (family.Length == 0 || t.Family == family)),
    ];
    if (templates.Length == 0)
    {
        throw new ArgumentException(
            $"There is no family {family}; there are {string.Join(", ", formatter.Templates.All.Select(t => t.Family).Distinct())}."
        );
    }

    string last = string.Empty;
    foreach (InstructionTemplate template in templates)
    {
        if (template.Family != last)
        {
            Console.WriteLine($"\n=== {last = template.Family} ===");
        }

        Console.WriteLine(
            $"\n{template.Id}  {template.Key}  {TemplatesDocument.Strategy(template.Strategy)}  slots: {TemplatesDocument.Slots(template)}"
        );
        foreach (
            IntentionForm intention in Enum.GetValues<IntentionForm>()
                .Where(i => i == IntentionForm.None || ReadsOrWritesIntention(template))
        )
        {
            InstructionExample one = example.For(template, intention);
            if (formatter.CanFormat(template, one))
            {
                FormattedInstruction formatted = formatter.FormatExample(template, one, options);
                Console.WriteLine($"  {formatted.Text}\n    → {formatted.Target}");
            }
        }
    }

    if (family.Length == 0)
    {
        PrintContext(formatter, options);
    }
}

static bool ReadsOrWritesIntention(InstructionTemplate template) =>
    template.Slots.Any(s => s.Name is "vague" or "specific") || template.Outputs.Any(o => o.Kind == InstructionOutput.Intention);

static void PrintContext(InstructionFormatter formatter, FormattingOptions options)
{
    Console.WriteLine("\n=== context ===\n");
    var context = new InstructionContext
    {
        Time = new DateTimeOffset(2026, 11, 27, 20, 30, 0, TimeSpan.Zero),
        Place = "at home",
        Device = "television",
        Occasion = "an evening with friends",
    };
    IEnumerable<string> texts = Enumerable
        .Range(0, 20)
        .Select(seed => formatter.Format(Instruction.Empty with { Context = context }, options: options with { TemplateSeed = seed }).Text);
    foreach (string text in texts.DistinctBy(t => t[..12]))
    {
        Console.WriteLine($"  {text}");
    }
}
