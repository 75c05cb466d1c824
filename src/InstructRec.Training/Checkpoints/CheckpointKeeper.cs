using System.Text.Json;
using InstructRec.Checkpoints;
using InstructRec.Training.Objectives;
using InstructRec.Training.Optimisers;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Training.Checkpoints;

/// <summary>Keeps the last and the best state of a run in a folder: <c>last</c>, <c>best</c>, both Hugging Face folders, and <c>metrics.jsonl</c>.</summary>
/// <remarks>
/// A state is written beside the one before it, flushed, and only then put in its place as a whole: a run that is killed at any moment, or a disk
/// that fills up, costs no more than the work since the last save. Not thread-safe; use on the thread that owns the network.
/// </remarks>
public sealed class CheckpointKeeper
{
    private const string StateName = "training.json";
    private const string TensorsName = "training.safetensors";
    private const string MasterName = "master";
    private const string DropoutName = "dropout";
    private readonly CheckpointManifest _manifest;
    private readonly string? _vocabulary;
    private readonly ScalarType? _bestType;

    /// <summary>Opens or creates the folder.</summary>
    /// <param name="folder">The run's folder.</param>
    /// <param name="manifest">Written beside every checkpoint, with the scores reached; <see langword="null"/> for an empty one.</param>
    /// <param name="vocabularyPath">The <c>spiece.model</c> to copy beside the weights.</param>
    /// <param name="bestType">The type in which the best weights are stored; the network's own where <see langword="null"/>. The last state is always exact.</param>
    /// <exception cref="InstructRecException">The folder cannot be made (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public CheckpointKeeper(string folder, CheckpointManifest? manifest = null, string? vocabularyPath = null, ScalarType? bestType = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        Folder = folder;
        _manifest = manifest ?? new CheckpointManifest();
        _vocabulary = vocabularyPath;
        _bestType = bestType;
        try
        {
            Directory.CreateDirectory(folder);
            FolderSwap.Recover(LastFolder);
            FolderSwap.Recover(BestFolder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstructRecException(InstructRecErrorKind.Storage, "the folder of the run cannot be used", folder, "Check its permissions", innerException: e);
        }

        Metrics = new MetricsFile(Path.Combine(folder, MetricsFile.Name));
    }

    /// <summary>The run's folder.</summary>
    public string Folder { get; }

    /// <summary>Where the state to resume from lies.</summary>
    public string LastFolder => Path.Combine(Folder, "last");

    /// <summary>Where the best network lies.</summary>
    public string BestFolder => Path.Combine(Folder, "best");

    /// <summary>Whether there is a state to resume from.</summary>
    public bool HasLast => File.Exists(Path.Combine(LastFolder, StateName));

    /// <summary>The run's figures over time.</summary>
    public MetricsFile Metrics { get; }

    /// <summary>Fails while it costs nothing if the disk has no room for the checkpoints of a run.</summary>
    /// <param name="parameters">The weights to be saved.</param>
    /// <exception cref="InstructRecException">There is less room than two states and two best networks take (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public void CheckRoom(ParameterBuffer parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        long needed = parameters.Length * sizeof(float) * 10;
        long free;
        try
        {
            free = new DriveInfo(Path.GetFullPath(Folder)).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return;
        }

        if (free < needed)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Storage, FormattableString.Invariant($"the checkpoints of this run need {needed >> 20} MB, and {free >> 20} MB are free"), Folder,
                "Make room, or choose another folder");
        }
    }

    /// <summary>Saves the state to resume from.</summary>
    /// <param name="network">The network.</param>
    /// <param name="optimiser">Its optimiser.</param>
    /// <param name="state">Where the run stands.</param>
    /// <exception cref="InstructRecException">No room or no permission; the state before is kept (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public void SaveLast(ITrainableNetwork network, IOptimiser optimiser, TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimiser);
        ArgumentNullException.ThrowIfNull(state);
        FolderSwap.Replace(LastFolder, folder =>
        {
            network.Save(folder, new PretrainedSaveOptions { VocabularyPath = _vocabulary, Manifest = Manifest(state) });
            Dictionary<string, Tensor> tensors = new(optimiser.State, StringComparer.Ordinal);
            if (optimiser.Parameters.HasMaster)
            {
                tensors.Add(MasterName, optimiser.Parameters.Weights);
            }

            using Tensor? dropout = network.DropoutGenerator?.get_state();
            if (dropout is not null)
            {
                tensors.Add(DropoutName, dropout);
            }

            SafetensorsWriter.Write(Path.Combine(folder, TensorsName), tensors);
            AtomicFile.Write(Path.Combine(folder, StateName), stream => JsonSerializer.Serialize(stream, state, TrainingJson.Default.TrainingState));
        });
    }

    /// <summary>Saves the network as the best one so far.</summary>
    /// <param name="network">The network.</param>
    /// <param name="state">Where the run stands; its best scores go into the manifest.</param>
    /// <exception cref="InstructRecException">No room or no permission; the best one before is kept (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public void SaveBest(ITrainableNetwork network, TrainingState state)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(state);
        FolderSwap.Replace(BestFolder, folder => network.Save(
            folder, new PretrainedSaveOptions { DataType = _bestType, VocabularyPath = _vocabulary, Manifest = Manifest(state) }));
    }

    /// <summary>Reads the last state back into network and optimiser.</summary>
    /// <param name="network">A network of the same sizes.</param>
    /// <param name="optimiser">An optimiser of the same kind over its parameters.</param>
    /// <returns>Where the run stood.</returns>
    /// <exception cref="InstructRecException">There is no state, it is damaged, or it is of another network (<see cref="InstructRecErrorKind.Checkpoint"/>).</exception>
    public TrainingState RestoreLast(ITrainableNetwork network, IOptimiser optimiser)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(optimiser);
        TrainingState state = ReadState();
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        network.Load(LastFolder);
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(LastFolder, TensorsName));
        Dictionary<string, Tensor> tensors = file.Tensors.Keys.ToDictionary(n => n, n => file.Read(n), StringComparer.Ordinal);
        optimiser.Restore(tensors, state.OptimiserSteps);
        if (optimiser.Parameters.HasMaster)
        {
            optimiser.Parameters.Weights.copy_(tensors[MasterName]);
        }

        if (network.DropoutGenerator is { } generator && tensors.TryGetValue(DropoutName, out Tensor? dropout))
        {
            generator.set_state(dropout);
        }

        Metrics.CutAfter(state.Step);
        return state;
    }

    /// <summary>An option of the run whose state lies here.</summary>
    /// <param name="name">Its name in the manifest, for example <c>TokenBudget</c>.</param>
    /// <returns>Its text; <see langword="null"/> where there is no state or it records no such option.</returns>
    public string? RecordedOption(string name) => HasLast ? ReadState().Options.GetValueOrDefault(name) : null;

    private TrainingState ReadState()
    {
        string path = Path.Combine(LastFolder, StateName);
        try
        {
            using FileStream stream = File.OpenRead(path);
            return JsonSerializer.Deserialize(stream, TrainingJson.Default.TrainingState) ?? throw new JsonException("null");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new InstructRecException(InstructRecErrorKind.Checkpoint, "there is no state of a run to resume from", path, "Start a new run", innerException: e);
        }
    }

    private CheckpointManifest Manifest(TrainingState state)
    {
        SortedDictionary<string, double> scores = new(_manifest.Scores.ToDictionary(), StringComparer.Ordinal) { ["training steps"] = state.Step, ["training loss"] = state.Loss };
        if (state.Last is { } last)
        {
            scores["validation HR@1"] = last.HitRateAt1;
            scores["validation NDCG@5"] = last.NdcgAt5;
        }

        SortedDictionary<string, string> options = new(state.Options.ToDictionary(), StringComparer.Ordinal);
        foreach ((string name, string text) in _manifest.Options)
        {
            options[name] = text;
        }

        return _manifest with { Scores = scores, Options = options };
    }
}
