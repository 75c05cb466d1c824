using InstructRec.Training.Checkpoints;

namespace InstructRec.Training.Monitoring;

/// <summary>A run's figures for looking at, kept in its folder: TensorBoard event files, and <c>loss.png</c>, drawn anew after every validation and once more at the end.</summary>
/// <remarks>Pass it to <see cref="InstructionTuner.Run"/> as progress; it hands each report on. A picture that cannot be drawn (no font, no native library) ends no run: <see cref="PictureFault"/> says why.</remarks>
public sealed class RunRecords : IProgress<TuningProgress>, IDisposable
{
    private readonly string _folder;
    private readonly TensorBoardLog _log;
    private readonly IProgress<TuningProgress>? _next;

    /// <summary>Begins keeping figures.</summary>
    /// <param name="folder">The run's folder, the checkpoint keeper's.</param>
    /// <param name="next">Is told after the figures are kept, for example a console; borrowed.</param>
    /// <exception cref="InstructRecException">No room or no permission (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public RunRecords(string folder, IProgress<TuningProgress>? next = null)
    {
        _log = new TensorBoardLog(folder);
        _folder = folder;
        _next = next;
    }

    /// <summary>Where the picture lies.</summary>
    public string PicturePath => Path.Combine(_folder, "loss.png");

    /// <summary>Why there is no picture, if one could not be drawn.</summary>
    public InstructRecException? PictureFault { get; private set; }

    /// <inheritdoc/>
    public void Report(TuningProgress value)
    {
        ArgumentNullException.ThrowIfNull(value);
        _log.Report(value);
        if (value.Validation is not null)
        {
            Draw();
        }

        _next?.Report(value);
    }

    /// <summary>Draws the picture a last time.</summary>
    public void Dispose() => Draw();

    private void Draw()
    {
        string metrics = Path.Combine(_folder, MetricsFile.Name);
        if (PictureFault is not null || !File.Exists(metrics))
        {
            return;
        }

        try
        {
            LossCurve.Draw(metrics, PicturePath);
        }
        catch (InstructRecException fault)
        {
            PictureFault = fault;
        }
    }
}
