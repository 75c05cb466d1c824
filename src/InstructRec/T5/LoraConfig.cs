using System.Globalization;

namespace InstructRec.T5;

/// <summary>What a LoRA adapter changes and how strongly, by PEFT's fields (in brackets). Immutable.</summary>
public sealed record LoraConfig
{
    private readonly IReadOnlyList<string> _targets = ["q", "v"];
    private readonly IReadOnlyList<string> _saved = [];

    /// <summary>Rows of A and columns of B (<c>r</c>); 8 by default.</summary>
    public int Rank { get; init; } = 8;

    /// <summary>Numerator of the factor on B A (<c>lora_alpha</c>); 8 by default.</summary>
    public double Alpha { get; init; } = 8;

    /// <summary>Whether the factor is <c>alpha / sqrt(r)</c> instead of <c>alpha / r</c> (<c>use_rslora</c>).</summary>
    public bool UsesRankStabilizedScaling { get; init; }

    /// <summary>The share of inputs of A dropped while training (<c>lora_dropout</c>), in [0, 1); 0 by default.</summary>
    public double DropoutRate { get; init; }

    /// <summary>The linear layers that get an update, by the ends of their names (<c>target_modules</c>): <c>q</c> or <c>SelfAttention.q</c>; q and v by default.</summary>
    public IReadOnlyList<string> TargetModules
    {
        get => _targets;
        init => _targets = [.. value];
    }

    /// <summary>The linear layers whose whole matrix the adapter brings along (<c>modules_to_save</c>), most often <c>lm_head</c>; none by default.</summary>
    public IReadOnlyList<string> ModulesToSave
    {
        get => _saved;
        init => _saved = [.. value];
    }

    /// <summary>Which checkpoint the adapter was made for (<c>base_model_name_or_path</c>); kept, never opened.</summary>
    public string? BaseModel { get; init; }

    /// <summary>The factor on B A.</summary>
    public double Scaling => Alpha / (UsesRankStabilizedScaling ? Math.Sqrt(Rank) : Rank);

    /// <summary>Checks that the values can make an adapter.</summary>
    /// <param name="where">The file the values come from, for the message.</param>
    /// <returns>This configuration.</returns>
    /// <exception cref="InstructRecException">A value cannot work (<see cref="InstructRecErrorKind.Checkpoint"/>); the message names PEFT's field.</exception>
    public LoraConfig Validate(string? where = null)
    {
        Require(Rank is >= 1 and <= 1 << 16, "r", Rank, "from 1 to 65536");
        Require(double.IsFinite(Alpha), "lora_alpha", Alpha, "finite");
        Require(DropoutRate is >= 0 and < 1, "lora_dropout", DropoutRate, "at least 0 and below 1");
        return this;

        void Require(bool holds, string field, double value, string rule)
        {
            if (!holds)
            {
                throw new InstructRecException(
                    InstructRecErrorKind.Checkpoint, string.Create(CultureInfo.InvariantCulture, $"{field} is {value}, it must be {rule}"), where ?? "LoRA configuration");
            }
        }
    }

    /// <summary>Whether a module's full name is meant by one of the names: the whole of it, or its end after a dot.</summary>
    internal static bool Matches(IReadOnlyList<string> names, string module) =>
        names.Any(n => n.Length > 0 && module.EndsWith(n, StringComparison.Ordinal) && (module.Length == n.Length || module[^(n.Length + 1)] == '.'));
}
