using System.Globalization;
using InstructRec.Runtime;
using InstructRec.Scoring;

namespace InstructRec.Recommendation;

/// <summary>What a <see cref="T5RecommenderModel"/> is made of.</summary>
public sealed class T5RecommenderOptions
{
    /// <summary>The checkpoint folder: config.json, safetensors, spiece.model, and for checkpoints of this library instructrec.json. Required.</summary>
    public string Checkpoint { get; set; } = string.Empty;

    /// <summary>Where to compute: <c>cpu</c> (default), <c>cuda</c>, <c>cuda:1</c> or <c>auto</c>.</summary>
    public string Device { get; set; } = "cpu";

    /// <summary>The type of the weights in memory; default <see cref="WeightPrecision.Float32"/>. Softmax, norms and likelihoods are float32 in any case.</summary>
    public WeightPrecision Precision { get; set; } = WeightPrecision.Float32;

    /// <summary>How likelihoods become scores; <see langword="null"/> (default) takes the weights of the checkpoint's manifest, which are 0 for a foreign one.</summary>
    public ScoreCorrection? Correction { get; set; }

    /// <summary>The longest prompt in tokens, 16 to 32,768; default 512, the paper's.</summary>
    public int MaxPromptTokens { get; set; } = 512;

    /// <summary>How many past interactions a prompt shows; <see langword="null"/> (default) takes the number the checkpoint was trained with, else 20 as in the paper.</summary>
    public int? MaxHistory { get; set; }

    /// <summary>The most tokens of a title that are scored; <see langword="null"/> (default) takes the checkpoint's, else 64.</summary>
    public int? MaxTitleTokens { get; set; }

    /// <summary>Prompts are encoded together until their padded tokens reach this; at least one prompt always is. Default 8,192.</summary>
    public int MaxBatchTokens { get; set; } = 8192;

    /// <summary>How requests of many callers are put together.</summary>
    public BatchingOptions Batching { get; set; } = new();

    /// <summary>When a host reads the checkpoint; default <see cref="ModelLoading.OnFirstUse"/>. A model built without a host is read at first use in any case.</summary>
    public ModelLoading Loading { get; set; } = ModelLoading.OnFirstUse;

    /// <summary>
    /// Whether a host swaps the weights while running when its configuration names another <see cref="Checkpoint"/>, or when the files of the folder are replaced; default <see langword="false"/>.
    /// </summary>
    public bool ReloadOnChange { get; set; }

    /// <summary>How often a host that reloads looks at the folder's files; they are read when two looks find the same change. 10 ms to 1 day; default 5 s.</summary>
    public TimeSpan ReloadInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The configuration section that the values came from, for messages.</summary>
    internal string? Section { get; set; }

    internal void CopyTo(T5RecommenderOptions other)
    {
        (other.Checkpoint, other.Device, other.Precision, other.Correction) = (Checkpoint, Device, Precision, Correction);
        (other.MaxPromptTokens, other.MaxHistory, other.MaxTitleTokens, other.MaxBatchTokens) = (MaxPromptTokens, MaxHistory, MaxTitleTokens, MaxBatchTokens);
        (other.Batching, other.Loading, other.ReloadOnChange, other.ReloadInterval) = (Batching, Loading, ReloadOnChange, ReloadInterval);
    }

    /// <summary>Checks every value; called before anything is loaded.</summary>
    /// <exception cref="InstructRecException">A value cannot work (<see cref="InstructRecErrorKind.Options"/>); the message names the setting.</exception>
    public void Validate()
    {
        Require(!string.IsNullOrWhiteSpace(Checkpoint), nameof(Checkpoint), "no checkpoint folder is set", "Set it to a folder with config.json, model.safetensors and spiece.model");
        Require(DeviceName.IsValid(Device), nameof(Device), $"'{Device}' names no device", "Use cpu, cuda, cuda:<number> or auto");
        Require(Enum.IsDefined(Precision), nameof(Precision), "the precision is none of Float32, BFloat16, Float16", null);
        Require(MaxPromptTokens is >= 16 and <= 32768, nameof(MaxPromptTokens), $"{MaxPromptTokens} is not between 16 and 32768", null);
        Require(MaxHistory is null or >= 1, nameof(MaxHistory), $"{MaxHistory} is not positive", null);
        Require(MaxTitleTokens is null or (>= 2 and <= 512), nameof(MaxTitleTokens), $"{MaxTitleTokens} is not between 2 and 512", null);
        Require(MaxBatchTokens >= 1, nameof(MaxBatchTokens), $"{MaxBatchTokens} is not positive", null);
        Require(Batching is not null, nameof(Batching), "it is null", null);
        (string Setting, string What)? fault = Batching!.Fault(Device);
        Require(fault is null, $"{nameof(Batching)}:{fault?.Setting}", fault?.What ?? string.Empty, null);
        Require(
            ReloadInterval >= TimeSpan.FromMilliseconds(10) && ReloadInterval <= TimeSpan.FromDays(1), nameof(ReloadInterval), $"{ReloadInterval.ToString("c", CultureInfo.InvariantCulture)} is not between 10 ms and 1 day", null);
        Require(Enum.IsDefined(Loading), nameof(Loading), "it is none of OnFirstUse, AtStart, InBackground", null);
    }

    /// <summary>Checks what a worker must be able to do.</summary>
    internal void ValidateFor(DeviceWorker worker) => Require(
        worker.Threads >= Batching.ParallelBatches,
        $"{nameof(Batching)}:{nameof(BatchingOptions.ParallelBatches)}",
        $"the worker given runs {worker.Threads} at once, not {Batching.ParallelBatches}",
        $"Make the worker with {nameof(DeviceWorkerOptions)}.{nameof(DeviceWorkerOptions.Threads)} = {Batching.ParallelBatches}");

    private void Require(bool holds, string setting, string what, string? remedy)
    {
        if (!holds)
        {
            throw new InstructRecException(InstructRecErrorKind.Options, what, Section is null ? setting : $"{Section}:{setting}", remedy);
        }
    }
}
