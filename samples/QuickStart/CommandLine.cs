using System.Globalization;
using InstructRec;
using InstructRec.Data.Readers;

namespace QuickStart;

/// <summary>What was typed behind <c>--</c>.</summary>
internal sealed record CommandLine
{
    private const string Usage = """
        QuickStart: film recommendations by natural-language instruction.

          (no argument)              ranks with the shipped model, then answers wishes from the keyboard
          train                      trains a small T5 from scratch, then ranks with it
            --minutes N              how long (default 10)
            --data FOLDER            other data: MovieLens, histories (*.item, *.test.inter), or items.csv and interactions.csv; see docs/your-own-data.md
            --columns LIST           which column of your own tables holds what: person=customer,item=sku,time=when,title=name
            --out FOLDER             where the run is kept (default runs/NAME-OF-THE-DATA)
            --seed N                 decides weights, order and draws (default 1)
            --size tiny|small        the network's size (default tiny)
            --sequential             next items alone, no other task form
            --retrieval              trains a retrieval head beside the likelihood; its weight in the score is chosen on validation
            --token-share X          with --retrieval: the share of batches that also teach titles token by token (default 1)
            --words N                with --retrieval: the head also reads the instruction's words by itself, and first learns that alone, in N passes over the data
            --left-out X             with --words: the share of an instruction's words that each lesson leaves out, so that more passes teach more (default 0)
            --bf16                   computes in bfloat16 with float32 master weights
            --titles N               cuts titles to N tokens (default 24)
            --batch N                instructions in a batch (default 32)
            --rate X                 the highest learning rate (default 0.0015)
            --resume                 goes on with a run that was stopped
          --model FOLDER             ranks with another checkpoint
          --draws N                  averages over N draws of negatives, 1 to 10 (default 1: the frozen file)
          --no-questions             ends after the printed instructions
        """;

    public string Verb { get; private init; } = "show";

    public double Minutes { get; private init; } = 10;

    public string? Data { get; private init; }

    public ColumnMapping? Columns { get; private init; }

    public string? Out { get; private init; }

    public string? Model { get; private init; }

    public long Seed { get; private init; } = 1;

    public string Size { get; private init; } = "tiny";

    public int Draws { get; private init; } = 1;

    public bool Sequential { get; private init; }

    public bool Retrieval { get; private init; }

    public double TokenShare { get; private init; } = 1;

    public double Words { get; private init; }

    public double LeftOut { get; private init; }

    public bool BFloat16 { get; private init; }

    public int Titles { get; private init; } = 24;

    public int Batch { get; private init; } = 32;

    public double Rate { get; private init; } = 1.5e-3;

    public bool Resume { get; private init; }

    public bool AsksQuestions { get; private init; } = true;

    /// <summary>The command that does the same again.</summary>
    public string Text { get; private init; } = string.Empty;

    public static CommandLine Parse(string[] args)
    {
        if (args.Any(a => a is "--help" or "-h"))
        {
            return new CommandLine { Verb = "help" };
        }

        var line = new CommandLine { Text = $"dotnet run -c Release --project samples/QuickStart -- {string.Join(' ', args)}" };
        for (int i = 0; i < args.Length; i++)
        {
            line = args[i] switch
            {
                "train" when i == 0 => line with { Verb = "train" },
                "help" when i == 0 => line with { Verb = "help" },
                "--minutes" => line with { Minutes = Number(args, ref i, 0.1, 24 * 60) },
                "--data" => line with { Data = Value(args, ref i) },
                "--columns" => line with { Columns = ColumnMapping.Parse(Value(args, ref i), "--columns") },
                "--out" => line with { Out = Value(args, ref i) },
                "--model" => line with { Model = Value(args, ref i) },
                "--seed" => line with { Seed = (long)Number(args, ref i, 0, int.MaxValue) },
                "--draws" => line with { Draws = (int)Number(args, ref i, 1, 10) },
                "--size" => line with { Size = Value(args, ref i) },
                "--sequential" => line with { Sequential = true },
                "--retrieval" => line with { Retrieval = true },
                "--token-share" => line with { TokenShare = Number(args, ref i, 0, 1) },
                "--words" => line with { Words = Number(args, ref i, 0.01, 1000) },
                "--left-out" => line with { LeftOut = Number(args, ref i, 0, 0.95) },
                "--bf16" => line with { BFloat16 = true },
                "--titles" => line with { Titles = (int)Number(args, ref i, 2, 64) },
                "--batch" => line with { Batch = (int)Number(args, ref i, 1, 1024) },
                "--rate" => line with { Rate = Number(args, ref i, 1e-6, 1) },
                "--resume" => line with { Resume = true },
                "--no-questions" => line with { AsksQuestions = false },
                _ => throw new InstructRecException(InstructRecErrorKind.Options, "this option is unknown", args[i], "--help lists what there is"),
            };
        }

        if (line.Words > 0 && !line.Retrieval)
        {
            throw new InstructRecException(InstructRecErrorKind.Options, "words are read by the retrieval head: it needs --retrieval", "--words");
        }

        if (line.LeftOut > 0 && line.Words == 0)
        {
            throw new InstructRecException(InstructRecErrorKind.Options, "words are left out where words are learned: it needs --words", "--left-out");
        }

        return line;
    }

    public static int PrintHelp()
    {
        Console.WriteLine(Usage);
        return 0;
    }

    private static string Value(string[] args, ref int i)
    {
        string option = args[i];
        return ++i < args.Length && !args[i].StartsWith("--", StringComparison.Ordinal)
            ? args[i]
            : throw new InstructRecException(InstructRecErrorKind.Options, "a value is missing", option, "--help shows what belongs there");
    }

    private static double Number(string[] args, ref int i, double low, double high)
    {
        string option = args[i];
        string text = Value(args, ref i);
        return double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value >= low && value <= high
            ? value
            : throw new InstructRecException(
                InstructRecErrorKind.Options, string.Create(CultureInfo.InvariantCulture, $"'{text}' is no number from {low} to {high}"), option);
    }
}
