using System.Globalization;
using InstructRec;

namespace Evaluate;

/// <summary>What was typed behind <c>--</c>.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        Evaluate: one command, one seed, the tables of an evaluation.

          (no argument)           MovieLens latest-small and the model of this repository
          --data FOLDER           other data: MovieLens, histories (*.item, *.test.inter), or items.csv and interactions.csv
          --protocols LIST        of random9, hard9, random99, full (default random9); files under FOLDER/frozen are used where they are there, else drawn by the seed
          --candidates FILE       candidates of a file (user_id, target_item_id, negatives) instead of --protocols
          --systems LIST          of random, popularity, recency, item-knn, bm25, bpr, two-tower, sasrec, plain, model; or baselines, or all (default: all that need no training)
          --model FOLDER          another checkpoint for plain and model
          --studies LIST          of settings, search, positions, noise, templates (default none)
          --people N              a seeded sample of people (default everyone)
          --keep-last N           each person's last N items take part (default 20 where FOLDER/frozen is there, else all)
          --seed N                shuffles candidates (default 2305070011)
          --train-seed N          first weights and order of trained baselines (default 2020)
          --bfloat16              SASRec's products with the catalogue in bfloat16: faster where the processor knows it
          --out FOLDER            where everything is kept; the same command goes on from there (default runs/evaluate-NAME)
          --export                ranks of every person as TSV
        """;

    public string? Data { get; private init; }

    public IReadOnlyList<string> Protocols { get; private init; } = ["random9"];

    public string? Candidates { get; private init; }

    public IReadOnlyList<string> Systems { get; private init; } = [];

    public string? Model { get; private init; }

    public IReadOnlyList<string> Studies { get; private init; } = [];

    public int? People { get; private init; }

    public int? KeepLast { get; private init; }

    public ulong Seed { get; private init; } = 2_305_070_011;

    public ulong TrainSeed { get; private init; } = 2020;

    public bool HalfPrecision { get; private init; }

    public string? Out { get; private init; }

    public bool Exports { get; private init; }

    /// <summary>The command that does the same again.</summary>
    public string Text { get; private init; } = string.Empty;

    public static CommandLine Parse(string[] args)
    {
        var line = new CommandLine { Text = $"dotnet run -c Release --project samples/Evaluate{(args.Length > 0 ? " -- " : string.Empty)}{string.Join(' ', args)}" };
        for (int i = 0; i < args.Length; i++)
        {
            line = args[i] switch
            {
                "--data" => line with { Data = Value(args, ref i) },
                "--protocols" => line with { Protocols = Listed(args, ref i, "random9", "hard9", "random99", "full") },
                "--candidates" => line with { Candidates = Value(args, ref i) },
                "--systems" => line with { Systems = Listed(args, ref i, ["all", "baselines", .. SystemNames.All]) },
                "--model" => line with { Model = Value(args, ref i) },
                "--studies" => line with { Studies = Listed(args, ref i, "settings", "search", "positions", "noise", "templates") },
                "--people" => line with { People = (int)Number(args, ref i, 1, int.MaxValue) },
                "--keep-last" => line with { KeepLast = (int)Number(args, ref i, 3, int.MaxValue) },
                "--seed" => line with { Seed = Number(args, ref i, 0, long.MaxValue) },
                "--train-seed" => line with { TrainSeed = Number(args, ref i, 0, long.MaxValue) },
                "--bfloat16" => line with { HalfPrecision = true },
                "--out" => line with { Out = Value(args, ref i) },
                "--export" => line with { Exports = true },
                _ => throw new InstructRecException(InstructRecErrorKind.Options, "this option is unknown", args[i], "--help lists what there is"),
            };
        }

        return line;
    }

    private static string[] Listed(string[] args, ref int i, params string[] known)
    {
        string option = args[i];
        string[] values = Value(args, ref i).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        string? other = values.FirstOrDefault(v => !known.Contains(v));
        return other is null ? values : throw new InstructRecException(InstructRecErrorKind.Options, $"'{other}' is unknown", option, $"There are {string.Join(", ", known)}");
    }

    private static string Value(string[] args, ref int i)
    {
        string option = args[i];
        return ++i < args.Length && !args[i].StartsWith("--", StringComparison.Ordinal)
            ? args[i]
            : throw new InstructRecException(InstructRecErrorKind.Options, "a value is missing", option, "--help shows what belongs there");
    }

    private static ulong Number(string[] args, ref int i, ulong low, ulong high)
    {
        string option = args[i];
        string text = Value(args, ref i);
        return ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) && value >= low && value <= high
            ? value
            : throw new InstructRecException(InstructRecErrorKind.Options, string.Create(CultureInfo.InvariantCulture, $"'{text}' is no whole number from {low} to {high}"), option);
    }
}
