using System.Text.Json;
using System.Text.Json.Serialization;

namespace InstructRec.Checkpoints;

/// <summary>How a checkpoint was made and how its scores are to be read: the file <c>instructrec.json</c> beside the weights. Immutable.</summary>
/// <remarks>A folder without the file is a foreign checkpoint: plain likelihood, no correction, no calibration. Fields that this version does
/// not know survive reading and writing.</remarks>
public sealed record CheckpointManifest
{
    /// <summary>The file's name in the checkpoint folder.</summary>
    public const string FileName = "instructrec.json";

    private const long LongestFile = 1 << 26;

    /// <summary>The command that made the checkpoint; null for a foreign one.</summary>
    public string? Command { get; init; }

    /// <summary>The options it ran with, as texts.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new Dictionary<string, string>();

    /// <summary>The seeds it drew from, by purpose.</summary>
    public IReadOnlyDictionary<string, long> Seeds { get; init; } = new Dictionary<string, long>();

    /// <summary>A hash of the data it learned from.</summary>
    public string? DataHash { get; init; }

    /// <summary>The ids of the templates it was trained on.</summary>
    public IReadOnlyList<string> TemplateIds { get; init; } = [];

    /// <summary>Versions of what made it, by name (for example the library's and libtorch's).</summary>
    public IReadOnlyDictionary<string, string> Versions { get; init; } = new Dictionary<string, string>();

    /// <summary>Measured scores by name, for example <c>validation HR@1</c>.</summary>
    public IReadOnlyDictionary<string, double> Scores { get; init; } = new Dictionary<string, double>();

    /// <summary>The weight of the title's likelihood under the empty instruction, chosen on validation; 0 gives the paper's score.</summary>
    public double PriorWeight { get; init; }

    /// <summary>The weight of the logarithm of one plus the item's count, chosen on validation; 0 gives the paper's score.</summary>
    public double PopularityWeight { get; init; }

    /// <summary>The weight of the retrieval head's comparison (<see cref="T5.RetrievalHead"/>), chosen on validation; 0 leaves it out, as the paper does.</summary>
    public double RetrievalWeight { get; init; }

    /// <summary>By what scores are divided before a softmax makes probabilities of them; null where nobody calibrated them.</summary>
    public double? Temperature { get; init; }

    /// <summary>To how many tokens titles were cut in training; null where they were not cut.</summary>
    public int? MaxTitleTokens { get; init; }

    /// <summary>How many past items an instruction showed in training at most; null where that is not known.</summary>
    public int? MaxHistory { get; init; }

    /// <summary>Fields of other versions, kept as they are.</summary>
    [JsonExtensionData]
    [JsonInclude]
    public IDictionary<string, JsonElement>? OtherFields { get; internal set; }

    /// <summary>Reads the manifest of a folder.</summary>
    /// <param name="folder">The checkpoint folder.</param>
    /// <returns>The manifest, or an empty one where the folder has none.</returns>
    /// <exception cref="InstructRecException">The file is damaged or holds values that cannot be (<see cref="InstructRecErrorKind.Checkpoint"/>).</exception>
    public static CheckpointManifest Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return new CheckpointManifest();
        }

        CheckpointManifest manifest = CheckpointFiles.ReadJson(path, LongestFile, CheckpointJson.Default.CheckpointManifest);
        bool works = double.IsFinite(manifest.PriorWeight) && double.IsFinite(manifest.PopularityWeight) && double.IsFinite(manifest.RetrievalWeight) && manifest.Temperature is null or > 0 && manifest.MaxTitleTokens is null or > 0;
        return works ? manifest.WithoutNulls() : throw new InstructRecException(InstructRecErrorKind.Checkpoint, "A weight is not finite, or temperature or maxTitleTokens is not positive", path);
    }

    /// <summary>Writes the manifest into a folder, whole or not at all.</summary>
    /// <param name="folder">The checkpoint folder; it must exist.</param>
    /// <exception cref="InstructRecException">Writing failed (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public void Write(string folder) => AtomicFile.Write(Path.Combine(folder, FileName), WriteTo);

    internal void WriteTo(Stream stream) => JsonSerializer.Serialize(stream, this, CheckpointJson.Default.CheckpointManifest);

    // JSON may say null where the type does not.
    private CheckpointManifest WithoutNulls() => this with
    {
        Options = Options ?? new Dictionary<string, string>(),
        Seeds = Seeds ?? new Dictionary<string, long>(),
        TemplateIds = TemplateIds ?? [],
        Versions = Versions ?? new Dictionary<string, string>(),
        Scores = Scores ?? new Dictionary<string, double>(),
    };
}
