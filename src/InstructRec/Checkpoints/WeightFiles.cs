using System.Text.Json;

namespace InstructRec.Checkpoints;

/// <summary>The safetensors files of a folder, open: one file, or the shards that an index names. Every tensor lies in exactly one of them.</summary>
internal sealed class WeightFiles : IDisposable
{
    public const string Single = "model.safetensors";
    public const string Index = "model.safetensors.index.json";
    private const long LongestIndex = 1 << 28;
    private readonly List<SafetensorsFile> _files = [];
    private readonly Dictionary<string, (SafetensorsFile File, SafetensorsEntry Entry)> _tensors = new(StringComparer.Ordinal);

    private WeightFiles(string folder) => Folder = folder;

    public string Folder { get; }

    /// <summary>The file that a message about the weights as a whole names.</summary>
    public string MainPath => Path.Combine(Folder, FileNames.Count == 1 && FileNames[0] == Single ? Single : Index);

    /// <summary>File names in the folder, the index among them if there is one.</summary>
    public IReadOnlyList<string> FileNames { get; private set; } = [];

    public IReadOnlyDictionary<string, (SafetensorsFile File, SafetensorsEntry Entry)> Tensors => _tensors;

    public static WeightFiles Open(string folder)
    {
        WeightFiles files = new(folder);
        try
        {
            files.OpenAll();
            return files;
        }
        catch
        {
            files.Dispose();
            throw;
        }
    }

    public bool Same(string name, string other)
    {
        (SafetensorsFile file, SafetensorsEntry entry) = _tensors[name];
        (SafetensorsFile otherFile, SafetensorsEntry otherEntry) = _tensors[other];
        return file.SameBytes(entry, otherFile, otherEntry);
    }

    public void Dispose() => _files.ForEach(f => f.Dispose());

    private void OpenAll()
    {
        if (File.Exists(Path.Combine(Folder, Single)))
        {
            FileNames = [Single];
            Add(Single);
            return;
        }

        string index = Path.Combine(Folder, Index);
        if (!File.Exists(index))
        {
            bool pickled = File.Exists(Path.Combine(Folder, "pytorch_model.bin"));
            throw Fault(Folder, pickled
                ? "The folder has weights only as a pickle (pytorch_model.bin), which is never read because it can run code: convert it to model.safetensors"
                : $"The folder has neither {Single} nor {Index}");
        }

        Dictionary<string, string> places = ReadIndex(index);
        string[] shards = [.. places.Values.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        FileNames = [Index, .. shards];
        string[] absent = [.. shards.Where(s => !File.Exists(Path.Combine(Folder, s)))];
        if (absent.Length > 0)
        {
            throw Fault(index, $"The index names files that are absent: {NameList.Of(absent)}");
        }

        foreach (string shard in shards)
        {
            Add(shard);
        }

        string[] lost = [.. places.Where(p => !_tensors.TryGetValue(p.Key, out var found) || Path.GetFileName(found.File.Path) != p.Value).Select(p => p.Key)];
        if (lost.Length > 0)
        {
            throw Fault(index, $"Missing tensors, not in the file that the index names: {NameList.Of(lost)}");
        }
    }

    private void Add(string name)
    {
        SafetensorsFile file = SafetensorsFile.Open(Path.Combine(Folder, name));
        _files.Add(file);
        foreach ((string tensor, SafetensorsEntry entry) in file.Tensors)
        {
            if (!_tensors.TryAdd(tensor, (file, entry)))
            {
                throw Fault(file.Path, $"Tensor {tensor}: it lies in two files, also in {Path.GetFileName(_tensors[tensor].File.Path)}");
            }
        }
    }

    private static Dictionary<string, string> ReadIndex(string path)
    {
        try
        {
            if (new FileInfo(path).Length > LongestIndex)
            {
                throw Fault(path, "The file is too long for an index");
            }

            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(path));
            if (document.RootElement.ValueKind != JsonValueKind.Object || !document.RootElement.TryGetProperty("weight_map", out JsonElement map) || map.ValueKind != JsonValueKind.Object)
            {
                throw Fault(path, "The index has no weight_map");
            }

            Dictionary<string, string> places = new(StringComparer.Ordinal);
            foreach (JsonProperty place in map.EnumerateObject())
            {
                string? file = place.Value.ValueKind == JsonValueKind.String ? place.Value.GetString() : null;

                // An index from elsewhere must not lead out of its folder.
                if (string.IsNullOrEmpty(file) || file is "." or ".." || file.AsSpan().ContainsAny("/\\:\0") || !places.TryAdd(place.Name, file))
                {
                    throw Fault(path, $"Tensor {place.Name}: the index gives it no plain file name, or names it twice");
                }
            }

            return places;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or IOException or UnauthorizedAccessException)
        {
            throw new InstructRecException(InstructRecErrorKind.Checkpoint, "The index is no valid JSON or cannot be read", path, innerException: e);
        }
    }

    private static InstructRecException Fault(string path, string what) => new(InstructRecErrorKind.Checkpoint, what, path);
}
