using System.Globalization;
using Evaluate.Ablations;
using InstructRec;
using InstructRec.Data.Readers;

namespace Evaluate;

/// <summary>What was typed behind <c>--</c>.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        Evaluate: one command, one seed, the tables of an evaluation.

          (no argument)           MovieLens latest-small and the model of this repository
          --data FOLDER           other data: MovieLens, histories (*.item, *.test.inter), or items.csv and interactions.csv
          --columns LIST          which column of your own tables holds what: person=customer,item=sku,time=when,title=name
          --protocols LIST        of random9, hard9, random99, full (default random9; another number where a catalogue is small: random5); files under FOLDER/frozen are used where they are there, else drawn by the seed
          --candidates FILE       candidates of a file (user_id, target_item_id, negatives) instead of --protocols
          --search-candidates FILE  candidates of a file (target_item_id, negatives) for the study search
          --systems LIST          of random, popularity, recency, item-knn, bm25, bpr, two-tower, sasrec, plain, model, chat; or baselines, or all (default: all that need no training)
          --model FOLDER,…        another checkpoint for plain and model; several are taken for one training with other seeds
          --chat URL              an endpoint of the OpenAI kind for chat, on a seeded sample of 500 people unless --people says otherwise; a key is read from INSTRUCTREC_CHAT_KEY
          --chat-model NAME       its model
          --studies LIST          of settings, search, positions, noise, templates (default none)
          --people N              a seeded sample of people (default everyone)
          --keep-last N           each person's last N items take part (default 20 where FOLDER/frozen is there, else all)
          --seed N                shuffles candidates (default 2305070011)
          --train-seed N          first weights and order of trained baselines (default 2020)
          --seeds N               trains bpr, two-tower and sasrec with N seeds, from --train-seed on (default 1)
          --against SYSTEM        whom all others are held against, paired over people (default popularity)
          --bfloat16              SASRec's products with the catalogue in bfloat16: faster where the processor knows it
          --out FOLDER            where everything is kept; the same command goes on from there (default runs/evaluate-NAME)
          --export                ranks of every person as TSV
          --plots FOLDER          pictures (PNG): HR@1 by history length, by popularity of the target and, with a model, by template; calibration
          --zero-shot FOLDER      the data that --model learned from: whoever's target it knows by title is left out

          ablations               trains small models with as much processor time each, asks them all the same, prints paired differences
            --minutes N           minutes of processor time each (default 2); start it with OMP_NUM_THREADS=1
            --words N             the first N passes (0.5, say) are learned by words alone, from the same minutes, as the shipped model's six were; 0 is the network alone (default 0)
            --rows LIST           of everything, without-swap, without-relatedness, without-chain-of-thought, without-P2, without-I1, without-I2, 1-template, 10-templates,
                                  39-templates, untuned, unseen-wordings, listwise (default all)
            --seeds N             trains "everything" with N seeds and prints the spread (default 1)

          changes                 the same for how the network learns: next items alone, one thing changed at a time; --minutes, --words and --seeds as above
            --rows LIST           of base, one-target, no-length-buckets, float32, larger-network, batch-negatives, candidates-in-prompt, shorter-histories (default all)

        With several seeds or models of one kind a table of their spread follows: a claim about a way to train rests on that, not on one model.
        """;

    private const int ChatPeople = 500;

    public string? ChatAddress { get; private init; }

    public string? ChatModel { get; private init; }

    public bool IsAblations { get; private init; }

    public bool IsChanges { get; private init; }

    /// <summary>Whether small models are trained and asked.</summary>
    public bool IsStudyOfTraining => IsAblations || IsChanges;

    /// <summary>What their tables are called.</summary>
    public string Kind => IsChanges ? "changes" : "ablations";

    public double Minutes { get; private init; } = 2;

    public double Words { get; private init; }

    public IReadOnlyList<string> Rows { get; private init; } = AblationRow.Names;

    public int Seeds { get; private init; } = 1;

    public string? Plots { get; private init; }

    public string? LearnedFrom { get; private init; }

    public string? Data { get; private init; }

    public IReadOnlyList<CandidateProtocol> Protocols { get; private init; } = [CandidateProtocol.Default];

    public ColumnMapping? Columns { get; private init; }

    public string? Candidates { get; private init; }

    public string? SearchCandidates { get; private init; }

    public IReadOnlyList<string> Systems { get; private init; } = [];

    public IReadOnlyList<string> Models { get; private init; } = [];

    public string Against { get; private init; } = "popularity";

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
                "ablations" when i == 0 => line with { IsAblations = true },
                "changes" when i == 0 => line with { IsChanges = true, Rows = [.. SmallRecipe.Changes.Keys] },
                "--minutes" when line.IsStudyOfTraining => line with { Minutes = Fraction(args, ref i, 0.01, 24 * 60) },
                "--rows" when line.IsStudyOfTraining => line with { Rows = Listed(args, ref i, line.IsChanges ? [.. SmallRecipe.Changes.Keys] : AblationRow.Names) },
                "--words" when line.IsStudyOfTraining => line with { Words = Fraction(args, ref i, 0, 1000) },
                "--seeds" => line with { Seeds = (int)Number(args, ref i, 1, 100) },
                "--chat" => line with { ChatAddress = Value(args, ref i) },
                "--chat-model" => line with { ChatModel = Value(args, ref i) },
                "--plots" => line with { Plots = Value(args, ref i) },
                "--zero-shot" => line with { LearnedFrom = Value(args, ref i) },
                "--data" => line with { Data = Value(args, ref i) },
                "--columns" => line with { Columns = ColumnMapping.Parse(Value(args, ref i), "--columns") },
                "--protocols" => line with { Protocols = Each(args, ref i, CandidateProtocol.Parse, CandidateProtocol.Known) },
                "--candidates" => line with { Candidates = Value(args, ref i) },
                "--search-candidates" => line with { SearchCandidates = Value(args, ref i) },
                "--systems" => line with { Systems = Listed(args, ref i, ["all", "baselines", .. SystemNames.All]) },
                "--model" => line with { Models = Value(args, ref i).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) },
                "--against" => line with { Against = Listed(args, ref i, SystemNames.All) is [var one] ? one : throw new InstructRecException(InstructRecErrorKind.Options, "one system is held against the others", "--against") },
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

        if (line.SearchCandidates is not null && !line.Studies.Contains("search"))
        {
            throw new InstructRecException(InstructRecErrorKind.Options, "nothing asks for these candidates", "--search-candidates", "Give --studies search as well");
        }

        // The paper asks its chat model about 500 people; whoever stands beside it is asked about the same ones.
        return line.Systems.Contains(SystemNames.Chat) && line.People is null ? line with { People = ChatPeople } : line;
    }

    private static string[] Listed(string[] args, ref int i, params string[] known) =>
        Each(args, ref i, value => known.Contains(value) ? value : null, string.Join(", ", known));

    private static T[] Each<T>(string[] args, ref int i, Func<string, T?> parse, string known)
        where T : class
    {
        string option = args[i];
        string[] values = Value(args, ref i).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return Array.ConvertAll(values, value => parse(value) ?? throw new InstructRecException(InstructRecErrorKind.Options, $"'{value}' is unknown", option, $"There are {known}"));
    }

    private static string Value(string[] args, ref int i)
    {
        string option = args[i];
        return ++i < args.Length && !args[i].StartsWith("--", StringComparison.Ordinal)
            ? args[i]
            : throw new InstructRecException(InstructRecErrorKind.Options, "a value is missing", option, "--help shows what belongs there");
    }

    private static double Fraction(string[] args, ref int i, double low, double high)
    {
        string option = args[i];
        string text = Value(args, ref i);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= low && value <= high
            ? value
            : throw new InstructRecException(InstructRecErrorKind.Options, string.Create(CultureInfo.InvariantCulture, $"'{text}' is no number from {low} to {high}"), option);
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
