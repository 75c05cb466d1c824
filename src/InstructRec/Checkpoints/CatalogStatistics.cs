using System.Text.Json;

namespace InstructRec.Checkpoints;

/// <summary>How often each item was interacted with in the training data: the file <c>catalog-statistics.json</c> beside the weights, for the popularity term of the corrected score.</summary>
/// <param name="Items">One entry per item, in the catalogue's order; ids are unique.</param>
public sealed record CatalogStatistics(IReadOnlyList<ItemStatistics> Items)
{
    /// <summary>The file's name in the checkpoint folder.</summary>
    public const string FileName = "catalog-statistics.json";

    private const long LongestFile = 1L << 30;

    /// <summary>Reads the statistics of a folder.</summary>
    /// <param name="folder">The checkpoint folder.</param>
    /// <returns>The statistics, or <see langword="null"/> where the folder has none.</returns>
    /// <exception cref="InstructRecException">The file is damaged, a count is negative or an id occurs twice (<see cref="InstructRecErrorKind.Checkpoint"/>).</exception>
    public static CatalogStatistics? Read(string folder)
    {
        string path = Path.Combine(folder, FileName);
        if (!File.Exists(path))
        {
            return null;
        }

        CatalogStatistics statistics = CheckpointFiles.ReadJson(path, LongestFile, CheckpointJson.Default.CatalogStatistics);
        HashSet<string> ids = new(StringComparer.Ordinal);
        bool works = statistics.Items is not null && statistics.Items.All(i => i is { Id: not null, Title: not null, Count: >= 0 } && ids.Add(i.Id));
        return works ? statistics : throw new InstructRecException(InstructRecErrorKind.Checkpoint, "An item lacks id or title, has a negative count, or occurs twice", path);
    }

    /// <summary>Writes the statistics into a folder, whole or not at all.</summary>
    /// <param name="folder">The checkpoint folder; it must exist.</param>
    /// <exception cref="InstructRecException">Writing failed (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public void Write(string folder) =>
        AtomicFile.Write(Path.Combine(folder, FileName), stream => JsonSerializer.Serialize(stream, this, CheckpointJson.Default.CatalogStatistics));
}
