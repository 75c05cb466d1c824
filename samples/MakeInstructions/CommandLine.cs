using System.Globalization;
using InstructRec;
using InstructRec.Data.Readers;
using InstructRec.Data.Teachers;
using InstructRec.Templates;

namespace MakeInstructions;

/// <summary>What was typed behind <c>--</c>.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        MakeInstructions: interactions and reviews in, instruction data out. No network, unless --chat is given.

          --data FOLDER      any form of docs/your-own-data.md (default: the films of samples/QuickStart)
          --columns LIST     which of your columns holds what, for example person=customer,item=sku,time=when,review=words,title=name;
                             id=NAME where the catalogue's column differs from the interactions', labels=; where labels stand between semicolons
          --attributes LIST  how texts speak of your attributes, for example room=kind,finish=theme; kind, theme, maker, period or form
          --out FOLDER       where instructions, README.md and aspects.png go (default instructions)
          --format NAME      jsonl, jsonl.gz or parquet (default jsonl)
          --things WORD      what the items are called: items, games or films (default items)
          --last N           only the last N interactions of each person
          --rate N           the share of eligible examples per template, 0 to 1 (default 0.2)
          --rates LIST       the mix: other shares by family or template, for example search=1,personal=0.5,rec-07=0
          --hold-out         no query is made of the 20 % of items on which product search is measured
          --short            preferences and wishes of about ten words instead of twice as many
          --seed N           decides every choice (default 1)
          --repeats N        at most N preferences, and N wishes, that are the same or nearly so (default any number)
          --dry-run          counts what would be written and writes nothing

        A chat model can write the preferences and wishes. Histories and reviews are sent to it; its answers are kept in the output folder.
          --chat ADDRESS     an OpenAI-compatible address, for example http://localhost:11434/v1; the key is read from INSTRUCTREC_CHAT_KEY
          --model NAME       the model's name
          --concurrency N    requests under way at once (default 8)
          --per-minute N     requests in a minute at most
          --price IN/OUT     what a million tokens cost, for the estimate that --dry-run gives
        """;

    public string? Data { get; private init; }

    public ColumnMapping? Columns { get; private init; }

    /// <summary>How attributes stand in a sentence, beside those that every catalogue's texts know.</summary>
    public IReadOnlyDictionary<string, AttributeRole> Attributes { get; private init; } = new Dictionary<string, AttributeRole>();

    public string Out { get; private init; } = "instructions";

    public string Format { get; private init; } = "jsonl";

    public string? Things { get; private init; }

    public int? Last { get; private init; }

    public double Rate { get; private init; } = 0.2;

    public IReadOnlyDictionary<string, double> Rates { get; private init; } = new Dictionary<string, double>();

    public ulong Seed { get; private init; } = 1;

    public bool IsDryRun { get; private init; }

    public bool HoldsOut { get; private init; }

    public bool IsShort { get; private init; }

    public int? Repeats { get; private init; }

    public string? Chat { get; private init; }

    public string? Model { get; private init; }

    public int Concurrency { get; private init; } = 8;

    public int? RequestsPerMinute { get; private init; }

    public (decimal Input, decimal Output)? Price { get; private init; }

    public bool IsHelp { get; private init; }

    public static CommandLine Parse(string[] args)
    {
        var line = new CommandLine();
        for (int i = 0; i < args.Length; i++)
        {
            line = args[i] switch
            {
                "--help" or "-h" or "help" => line with { IsHelp = true },
                "--data" => line with { Data = Value(args, ref i) },
                "--columns" => line with { Columns = ColumnMapping.Parse(Value(args, ref i), "--columns") },
                "--attributes" => line with { Attributes = Roles(args, ref i) },
                "--out" => line with { Out = Value(args, ref i) },
                "--format" => line with { Format = Choice(args, ref i, "jsonl", "jsonl.gz", "parquet") },
                "--things" => line with { Things = Choice(args, ref i, "items", "games", "films") },
                "--last" => line with { Last = (int)Number(args, ref i, 3, 100_000) },
                "--rate" => line with { Rate = Number(args, ref i, 0, 1) },
                "--rates" => line with { Rates = Shares(args, ref i) },
                "--seed" => line with { Seed = (ulong)Number(args, ref i, 0, int.MaxValue) },
                "--hold-out" => line with { HoldsOut = true },
                "--short" => line with { IsShort = true },
                "--repeats" => line with { Repeats = (int)Number(args, ref i, 1, int.MaxValue) },
                "--chat" => line with { Chat = Value(args, ref i) },
                "--model" => line with { Model = Value(args, ref i) },
                "--concurrency" => line with { Concurrency = (int)Number(args, ref i, 1, 1000) },
                "--per-minute" => line with { RequestsPerMinute = (int)Number(args, ref i, 1, 1_000_000) },
                "--price" => line with { Price = Prices(args, ref i) },
                "--dry-run" => line with { IsDryRun = true },
                _ => throw new InstructRecException(InstructRecErrorKind.Options, "this option is unknown", args[i], "--help lists what there is"),
            };
        }

        return line;
    }

    private static string Value(string[] args, ref int i)
    {
        string option = args[i];
        return ++i < args.Length && !args[i].StartsWith("--", StringComparison.Ordinal)
            ? args[i]
            : throw new InstructRecException(InstructRecErrorKind.Options, "a value is missing", option, "--help shows what belongs there");
    }

    private static string Choice(string[] args, ref int i, params string[] choices)
    {
        string option = args[i];
        string value = Value(args, ref i);
        return choices.Contains(value, StringComparer.Ordinal) ? value : throw new InstructRecException(InstructRecErrorKind.Options, $"'{value}' is none of {string.Join(", ", choices)}", option);
    }

    private static Dictionary<string, AttributeRole> Roles(string[] args, ref int i)
    {
        string option = args[i];
        var roles = new Dictionary<string, AttributeRole>(StringComparer.OrdinalIgnoreCase);
        foreach (string part in Value(args, ref i).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int sign = part.LastIndexOf('=');
            string? role = Array.Find(Enum.GetNames<AttributeRole>(), name => sign > 0 && name.Equals(part[(sign + 1)..], StringComparison.OrdinalIgnoreCase));
            roles[part[..Math.Max(0, sign)]] = role is null
                ? throw new InstructRecException(InstructRecErrorKind.Options, $"'{part}' is no attribute with one of kind, period, theme, maker, form", option, "For example room=kind,finish=theme")
                : Enum.Parse<AttributeRole>(role);
        }

        return roles;
    }

    private static Dictionary<string, double> Shares(string[] args, ref int i)
    {
        string option = args[i];
        var shares = new Dictionary<string, double>(StringComparer.Ordinal);
        string[] families = [.. TemplateRegistry.Default.All.Select(t => t.Family).Distinct()];
        foreach (string part in Value(args, ref i).Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            string[] sides = part.Split('=');
            if (sides.Length != 2 || !double.TryParse(sides[1], NumberStyles.Float, CultureInfo.InvariantCulture, out double share) || share is not (>= 0 and <= 1))
            {
                throw new InstructRecException(InstructRecErrorKind.Options, $"'{part}' is no name and share from 0 to 1", option, "For example search=1,rec-07=0.5");
            }

            shares[sides[0]] = families.Contains(sides[0], StringComparer.Ordinal) || TemplateRegistry.Default.TryGet(sides[0], out _)
                ? share
                : throw new InstructRecException(InstructRecErrorKind.Options, $"'{sides[0]}' is neither a family nor a template", option, $"Families are {string.Join(", ", families)}");
        }

        return shares;
    }

    private static (decimal Input, decimal Output) Prices(string[] args, ref int i)
    {
        string option = args[i];
        string text = Value(args, ref i);
        string[] parts = text.Split('/');
        return parts.Length == 2 && decimal.TryParse(parts[0], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal input)
            && decimal.TryParse(parts[1], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out decimal output)
            ? (input, output)
            : throw new InstructRecException(InstructRecErrorKind.Options, $"'{text}' is no price of input and output", option, "For example 0.15/0.60");
    }

    private static double Number(string[] args, ref int i, double low, double high)
    {
        string option = args[i];
        string text = Value(args, ref i);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= low && value <= high
            ? value
            : throw new InstructRecException(InstructRecErrorKind.Options, string.Create(CultureInfo.InvariantCulture, $"'{text}' is no number from {low} to {high}"), option);
    }
}
