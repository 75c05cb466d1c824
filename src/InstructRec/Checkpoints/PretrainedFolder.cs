using InstructRec.T5;
using InstructRec.Tokenization;
using Microsoft.Extensions.Logging;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Checkpoints;

/// <summary>A T5 checkpoint in Hugging Face's folder form: config.json, weights in safetensors (one file or shards), and spiece.model.</summary>
/// <remarks>Immutable and safe from any thread, except that what loads or saves tensors belongs on the device's worker thread. Holds no file open
/// between calls. Pickled weights are never read.</remarks>
public sealed class PretrainedFolder
{
    /// <summary>The name of the vocabulary file in the folder.</summary>
    public const string VocabularyName = "spiece.model";

    private readonly IReadOnlyDictionary<string, string> _sources;
    private readonly Lazy<string> _hash;

    private PretrainedFolder(string path, T5Config config, IReadOnlyDictionary<string, string> sources, IReadOnlyList<string> weightFiles, CheckpointManifest manifest)
    {
        Path = path;
        Config = config;
        _sources = sources;
        Manifest = manifest;
        _hash = new Lazy<string>(() => Checkpoints.CheckpointHash.Compute(
            path, [ConfigFile.Name, .. weightFiles, .. HasVocabulary ? [VocabularyName] : Array.Empty<string>(), .. RetrievalHeadFile.Exists(path) ? [RetrievalHeadFile.Name] : Array.Empty<string>()]));
    }

    /// <summary>The folder, as it was given.</summary>
    public string Path { get; }

    /// <summary>The network's sizes and choices, read from config.json and the weights.</summary>
    public T5Config Config { get; }

    /// <summary>What <c>instructrec.json</c> says; empty for a foreign checkpoint.</summary>
    public CheckpointManifest Manifest { get; }

    /// <summary>The network's parameters by Hugging Face's names; a tied matrix is one.</summary>
    public IReadOnlyCollection<string> TensorNames => [.. _sources.Keys];

    /// <summary>Whether the folder has a vocabulary of its own.</summary>
    public bool HasVocabulary => File.Exists(VocabularyPath);

    /// <summary>SHA-256 over weights, config.json and vocabulary, in hexadecimal digits; computed when first asked for, by reading the files once.</summary>
    /// <exception cref="InstructRecException">A file can no longer be read (<see cref="InstructRecErrorKind.Checkpoint"/>).</exception>
    public string CheckpointHash => _hash.Value;

    private string VocabularyPath => System.IO.Path.Combine(Path, VocabularyName);

    /// <summary>Opens a folder and checks that it holds one whole T5: nothing is allocated yet.</summary>
    /// <param name="path">The folder.</param>
    /// <returns>The checked folder.</returns>
    /// <exception cref="InstructRecException">A file is missing or damaged, it is no T5, its activation is unknown, or tensors are missing, unexpected or of
    /// wrong shape (<see cref="InstructRecErrorKind.Checkpoint"/>); the message names file and tensors.</exception>
    public static PretrainedFolder Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (!Directory.Exists(path))
        {
            throw new InstructRecException(InstructRecErrorKind.Checkpoint, "The checkpoint folder does not exist", path);
        }

        ConfigFile config = ConfigFile.Read(path);
        using WeightFiles weights = WeightFiles.Open(path);
        (T5Config resolved, IReadOnlyDictionary<string, string> sources) = PretrainedWeights.Resolve(config, weights);
        return new PretrainedFolder(path, resolved, sources, weights.FileNames, CheckpointManifest.Read(path));
    }

    /// <summary>Reads the vocabulary beside the weights; managed memory only, from any thread.</summary>
    /// <returns>The tokenizer; its ids all have a row in the embedding matrix.</returns>
    /// <exception cref="InstructRecException">The folder has no vocabulary or one of another kind (<see cref="InstructRecErrorKind.Vocabulary"/>), or it has more pieces than
    /// the embedding has rows (<see cref="InstructRecErrorKind.Checkpoint"/>).</exception>
    public T5Tokenizer LoadTokenizer()
    {
        SentencePieceModel model = SentencePieceModel.Read(VocabularyPath);
        if (model.Pieces.Count > Config.VocabularySize)
        {
            string what = FormattableString.Invariant($"The vocabulary has {model.Pieces.Count} pieces, but the embedding only {Config.VocabularySize} rows");
            throw new InstructRecException(InstructRecErrorKind.Checkpoint, what, VocabularyPath, "Put the vocabulary beside the weights that it was made for");
        }

        // mT5's sentinels are pieces of its vocabulary; T5's are rows of the embedding after the last piece.
        bool own = model.Pieces.Any(p => p.Text.Contains("<extra_id_", StringComparison.Ordinal));
        return new T5Tokenizer(model, own ? 0 : Math.Min(100, Config.VocabularySize - model.Pieces.Count));
    }

    /// <summary>Builds the network and reads its weights.</summary>
    /// <param name="device">Where it shall lie; the CPU by default.</param>
    /// <param name="dtype">The type of its weights; float32 by default. In float16 the feed-forward <c>wo</c> stays float32.</param>
    /// <param name="logger">Is warned of NaN and infinite weights.</param>
    /// <returns>The network in evaluation mode; the caller owns it and its native memory.</returns>
    /// <exception cref="InstructRecException">The files changed since <see cref="Open"/> (<see cref="InstructRecErrorKind.Checkpoint"/>).</exception>
    public T5ForConditionalGeneration LoadModel(Device? device = null, ScalarType? dtype = null, ILogger? logger = null)
    {
        T5ForConditionalGeneration network = new(Config, device, dtype);
        try
        {
            LoadInto(network, logger);
            network.eval();
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Copies the stored weights into a network that exists, tensor by tensor, converting to the type and device of each parameter.</summary>
    /// <param name="network">A network whose parameters have Hugging Face's names and the sizes of <see cref="Config"/>; it keeps its owner.</param>
    /// <param name="logger">Is warned of NaN and infinite weights.</param>
    /// <exception cref="ArgumentException">The network has parameters that the checkpoint does not fill, or lacks some.</exception>
    /// <exception cref="InstructRecException">The files changed since <see cref="Open"/> (<see cref="InstructRecErrorKind.Checkpoint"/>).</exception>
    public void LoadInto(nn.Module network, ILogger? logger = null)
    {
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, Tensor> parameters = Named(network);
        string[] unfilled = [.. parameters.Keys.Where(name => !_sources.ContainsKey(name) && !TensorLayout.EmbeddingNames.Contains(name))];
        if (unfilled.Length > 0)
        {
            throw new ArgumentException($"The network has parameters that the checkpoint does not fill: {NameList.Of(unfilled)}.", nameof(network));
        }

        CopyTo(parameters, logger);
        logger?.Loaded(Path, _sources.Count, parameters[TensorLayout.Embedding].dtype, parameters[TensorLayout.Embedding].device.ToString());
    }

    /// <summary>Writes a network as a Hugging Face folder that this library and transformers 4 and 5 read; saving and loading is bit-exact unless a type is asked for.</summary>
    /// <param name="network">The network, on any device; its parameters have Hugging Face's names.</param>
    /// <param name="config">Its sizes and choices.</param>
    /// <param name="folder">The folder; made if it does not exist. Files of an earlier checkpoint are replaced only when all new ones lie on the disk.</param>
    /// <param name="options">Type, shards and what else to write; null for one file of the parameters as they are.</param>
    /// <exception cref="InstructRecException">Writing failed (<see cref="InstructRecErrorKind.Storage"/>); the earlier checkpoint is intact.</exception>
    public static void Save(nn.Module network, T5Config config, string folder, PretrainedSaveOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentException.ThrowIfNullOrEmpty(folder);
        using DisposeScope scope = NewDisposeScope();
        PretrainedWriter.Write(config, Named(network), folder, options ?? new PretrainedSaveOptions());
    }

    // A tied matrix may be registered under several names: any of them stands for it.
    private static Dictionary<string, Tensor> Named(nn.Module network)
    {
        ArgumentNullException.ThrowIfNull(network);
        Dictionary<string, Tensor> parameters = new(StringComparer.Ordinal);
        foreach ((string name, Tensor parameter) in network.named_parameters())
        {
            parameters.TryAdd(name, parameter);
        }

        return parameters;
    }

    /// <summary>Copies the stored weights into parameters that exist, tensor by tensor, converting to each one's type and device.</summary>
    internal void CopyTo(IReadOnlyDictionary<string, Tensor> parameters, ILogger? logger)
    {
        using WeightFiles weights = WeightFiles.Open(Path);
        List<string> broken = [];
        foreach ((string name, string source) in _sources)
        {
            Tensor destination = parameters.TryGetValue(name, out Tensor? found) ? found : throw new ArgumentException($"The network has no parameter {name}.", nameof(parameters));
            if (!weights.Tensors.TryGetValue(source, out (SafetensorsFile File, SafetensorsEntry Entry) stored))
            {
                throw new InstructRecException(InstructRecErrorKind.Checkpoint, $"Missing tensors: {source}", weights.MainPath, "The folder changed after it was opened: open it again");
            }

            if (!stored.File.CopyTo(source, destination))
            {
                broken.Add(name);
            }
        }

        if (broken.Count > 0)
        {
            logger?.NonFiniteWeights(Path, broken.Count, NameList.Of(broken));
        }
    }
}
