using TorchSharp;
using TorchSharp.Modules;

namespace InstructRec.Training.Monitoring;

/// <summary>Writes a run's figures as TensorBoard event files: <c>tensorboard --logdir</c> on the run's folder shows them while it learns.</summary>
/// <remarks>A resumed run writes a further file into the same folder. Not thread-safe; use it as the run's progress, or hand it on from there.</remarks>
public sealed class TensorBoardLog : IProgress<TuningProgress>
{
    private readonly SummaryWriter _writer;

    /// <summary>Opens an event file.</summary>
    /// <param name="folder">The run's folder; the file goes into <c>tensorboard</c> below it.</param>
    /// <exception cref="InstructRecException">No room or no permission (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public TensorBoardLog(string folder)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Folder = Path.Combine(folder, "tensorboard");
        _writer = Guard(() =>
        {
            Directory.CreateDirectory(Folder);
            return torch.utils.tensorboard.SummaryWriter(Folder);
        });
    }

    /// <summary>Where the event files lie.</summary>
    public string Folder { get; }

    /// <inheritdoc/>
    public void Report(TuningProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        Guard(() =>
        {
            Add("train/loss", value.Loss);
            Add("train/learning_rate", value.LearningRate);
            Add("train/gradient_norm", value.GradientNorm);
            Add("speed/examples_per_second", value.ExamplesPerSecond);
            Add("speed/tokens_per_second", value.TokensPerSecond);
            Add("memory/resident_megabytes", value.ResidentBytes / 1e6);
            if (value.Validation is { } scores)
            {
                Add("validation/hr@1", scores.HitRateAt1);
                Add("validation/ndcg@5", scores.NdcgAt5);
            }

            return true;
        });

        void Add(string tag, double number)
        {
            if (double.IsFinite(number))
            {
                _writer.add_scalar(tag, (float)number, (int)Math.Min(int.MaxValue, value.Step));
            }
        }
    }

    private T Guard<T>(Func<T> action)
    {
        try
        {
            return action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstructRecException(InstructRecErrorKind.Storage, "the event file cannot be written", Folder, "Check the folder and the room left", innerException: e);
        }
    }
}
