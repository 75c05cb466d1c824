using System.Globalization;
using InstructRec.Runtime;
using InstructRec.T5;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>What is profiled, and how.</summary>
internal sealed record ProfileOptions
{
    public const string Usage = "profile --model tiny|small|base|large --what encode|score|decode|train [--device cpu|cuda] [--type fp32|bf16|fp16] [--batch N] [--length N] [--candidates N] [--tokens N] [--rounds N] [--threads N] [--clock thread|wall] [--strict yes] [--out FOLDER]";

    public string Model { get; init; } = "small";

    public string What { get; init; } = "encode";

    public DeviceName Device { get; init; } = new("cpu", null);

    public string Type { get; init; } = "fp32";

    public int? Batch { get; init; }

    public int? Length { get; init; }

    public int? Candidates { get; init; }

    public int? Tokens { get; init; }

    public int Rounds { get; init; } = 9;

    public int? Threads { get; init; }

    /// <summary>What is measured on the CPU: a thread's processor time, or the clock; by default the first with one thread and the second with several.</summary>
    public string? Clock { get; init; }

    /// <summary>Whether parts that do not add up end the program with 3.</summary>
    public bool Strict { get; init; }

    public string Out { get; init; } = Path.Combine("runs", "profile");

    public T5Config Config => ModelShapes.Named(Model)!;

    public ScalarType ScalarType => Type switch
    {
        "bf16" => ScalarType.BFloat16,
        "fp16" => ScalarType.Float16,
        _ => ScalarType.Float32,
    };

    public bool IsTiny => Model == "tiny";

    /// <summary>Reads a command line.</summary>
    /// <exception cref="InstructRecException">An argument is unknown, without a value, or out of range.</exception>
    public static ProfileOptions Parse(ReadOnlySpan<string> arguments)
    {
        ProfileOptions options = new();
        for (int i = 0; i < arguments.Length; i += 2)
        {
            string name = arguments[i];
            string value = i + 1 < arguments.Length ? arguments[i + 1] : throw Wrong(name, "a value is missing");
            options = name switch
            {
                "--model" => options with { Model = OneOf(name, value, "tiny", "small", "base", "large") },
                "--what" => options with { What = OneOf(name, value, "encode", "score", "decode", "train") },
                "--device" => options with { Device = DeviceName.Parse(value) },
                "--type" => options with { Type = OneOf(name, value, "fp32", "bf16", "fp16") },
                "--batch" => options with { Batch = Count(name, value) },
                "--length" => options with { Length = Count(name, value) },
                "--candidates" => options with { Candidates = Count(name, value) },
                "--tokens" => options with { Tokens = Count(name, value) },
                "--rounds" => options with { Rounds = Count(name, value) },
                "--threads" => options with { Threads = Count(name, value) },
                "--clock" => options with { Clock = OneOf(name, value, "thread", "wall") },
                "--strict" => options with { Strict = OneOf(name, value, "yes", "no") == "yes" },
                "--out" => options with { Out = value },
                _ => throw Wrong(name, "this option is unknown"),
            };
        }

        if (options is { Type: "fp16", Device.Type: "cpu" })
        {
            throw Wrong("--type", "fp16 runs on a GPU only; bf16 and fp32 run everywhere");
        }

        if (options.Clock == "thread" && !ThreadTimeline.IsSupported)
        {
            throw Wrong("--clock", "this system does not tell a thread's time; use wall");
        }

        return options is { Type: "fp16", What: "train" } ? throw Wrong("--type", "fp16 has no training; use bf16") : options;
    }

    private static string OneOf(string name, string value, params string[] known) =>
        known.Contains(value) ? value : throw Wrong(name, $"'{value}' is none of {string.Join(", ", known)}");

    private static int Count(string name, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is >= 1 and <= 1_000_000
            ? count
            : throw Wrong(name, $"'{value}' is no number from 1 to 1,000,000");

    private static InstructRecException Wrong(string name, string what) => new(InstructRecErrorKind.Options, what, name, Usage);
}
