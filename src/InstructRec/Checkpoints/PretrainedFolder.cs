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
            path, [ConfigFile.Name, .. weightFiles, .. HasVocabulary ? [VocabularyName] : Array.Empty<string>()]));
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
