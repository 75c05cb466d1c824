using System.Globalization;
using InstructRec;

namespace MakeInstructions;

/// <summary>What was typed behind <c>--</c>.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        MakeInstructions: interactions and reviews in, instruction data out. No network.

          --data FOLDER      any form of docs/your-own-data.md (default: the films of samples/QuickStart)
          --out FOLDER       where instructions, README.md and aspects.png go (default instructions)
          --format NAME      jsonl, jsonl.gz or parquet (default jsonl)
          --things WORD      what the items are called: items, games or films (default items)
          --last N           only the last N interactions of each person
          --rate N           the share of eligible examples per template, 0 to 1 (default 0.2)
          --seed N           decides every choice (default 1)
          --dry-run          counts what would be written and writes nothing
        """;

    public string? Data { get; private init; }

    public string Out { get; private init; } = "instructions";

    public string Format { get; private init; } = "jsonl";

    public string? Things { get; private init; }

    public int? Last { get; private init; }

    public double Rate { get; private init; } = 0.2;

    public ulong Seed { get; private init; } = 1;

    public bool IsDryRun { get; private init; }

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
                "--out" => line with { Out = Value(args, ref i) },
                "--format" => line with { Format = Choice(args, ref i, "jsonl", "jsonl.gz", "parquet") },
                "--things" => line with { Things = Choice(args, ref i, "items", "games", "films") },
                "--last" => line with { Last = (int)Number(args, ref i, 3, 100_000) },
                "--rate" => line with { Rate = Number(args, ref i, 0, 1) },
                "--seed" => line with { Seed = (ulong)Number(args, ref i, 0, int.MaxValue) },
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

    private static double Number(string[] args, ref int i, double low, double high)
    {
        string option = args[i];
        string text = Value(args, ref i);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= low && value <= high
            ? value
            : throw new InstructRecException(InstructRecErrorKind.Options, string.Create(CultureInfo.InvariantCulture, $"'{text}' is no number from {low} to {high}"), option);
    }
}
