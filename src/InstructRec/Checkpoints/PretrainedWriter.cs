using System.Globalization;
using System.Text.Json;
using InstructRec.T5;
using static TorchSharp.torch;

namespace InstructRec.Checkpoints;

/// <summary>Writes a Hugging Face folder: every file lies complete on the disk before the first replaces its predecessor.</summary>
internal static class PretrainedWriter
{
    public static void Write(T5Config config, IReadOnlyDictionary<string, Tensor> parameters, string folder, PretrainedSaveOptions options)
    {
        if (options.MaxShardBytes is <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(options), options.MaxShardBytes, "A shard must have room for something.");
        }

        Dictionary<string, Tensor> tensors = Stored(config, parameters);
        IReadOnlyList<Dictionary<string, Tensor>> shards = Split(tensors, options);
        string[] names = [.. shards.Select((_, i) => shards.Count == 1 ? WeightFiles.Single : string.Create(CultureInfo.InvariantCulture, $"model-{i + 1:D5}-of-{shards.Count:D5}.safetensors"))];
        StagedFiles.Guard(folder, () => Directory.CreateDirectory(folder));
        using StagedFiles files = new();
        for (int i = 0; i < shards.Count; i++)
        {
            files.Add(Path.Combine(folder, names[i]), stream => SafetensorsWriter.Write(stream, shards[i], options.DataType));
        }

        if (shards.Count > 1)
        {
            files.Add(Path.Combine(folder, WeightFiles.Index), stream => WriteIndex(stream, shards, names, options.DataType));
        }

        SafetensorsType stored = SafetensorsWriter.StoredType(tensors[TensorLayout.Embedding], options.DataType);
        files.Add(Path.Combine(folder, ConfigFile.Name), stream => ConfigFileWriter.Write(stream, config, TypeName(stored)));
        if (options.Manifest is { } manifest)
        {
            files.Add(Path.Combine(folder, CheckpointManifest.FileName), manifest.WriteTo);
        }

        if (options.VocabularyPath is { } vocabulary && Path.GetFullPath(vocabulary) != Path.GetFullPath(Path.Combine(folder, PretrainedFolder.VocabularyName)))
        {
            files.Add(Path.Combine(folder, PretrainedFolder.VocabularyName), stream =>
            {
                using FileStream source = File.OpenRead(vocabulary);
                source.CopyTo(stream);
            });
        }

        files.Commit();
        RemoveOthers(folder, names);
    }

    private static Dictionary<string, Tensor> Stored(T5Config config, IReadOnlyDictionary<string, Tensor> parameters)
    {
        Dictionary<string, Tensor> stored = new(StringComparer.Ordinal);
        foreach ((string name, long[] shape) in TensorLayout.Of(config))
        {
            Tensor tensor = parameters.TryGetValue(name, out Tensor? found) ? found : throw new ArgumentException($"The network has no parameter {name}.", nameof(parameters));
            stored.Add(name, tensor.shape.AsSpan().SequenceEqual(shape) ? tensor : throw new ArgumentException($"{name} has a shape that its configuration does not give it.", nameof(parameters)));
        }

        if (ConfigFileWriter.StoresHead(config))
        {
            stored.TryAdd(TensorLayout.Head, stored[TensorLayout.Embedding]);
        }

        return stored;
    }

    private static IReadOnlyList<Dictionary<string, Tensor>> Split(Dictionary<string, Tensor> tensors, PretrainedSaveOptions options)
    {
        List<Dictionary<string, Tensor>> shards = [new(StringComparer.Ordinal)];
        long used = 0;
        foreach ((string name, Tensor tensor) in tensors.OrderBy(t => t.Key, StringComparer.Ordinal))
        {
            long bytes = tensor.numel() * SafetensorsWriter.StoredType(tensor, options.DataType).Size();
            if (used > 0 && used + bytes > (options.MaxShardBytes ?? long.MaxValue))
            {
                shards.Add(new(StringComparer.Ordinal));
                used = 0;
            }

            shards[^1].Add(name, tensor);
            used += bytes;
        }

        return shards;
    }

    private static void WriteIndex(Stream stream, IReadOnlyList<Dictionary<string, Tensor>> shards, string[] names, ScalarType? type)
    {
        using Utf8JsonWriter json = new(stream, new JsonWriterOptions { Indented = true });
        json.WriteStartObject();
        json.WriteStartObject("metadata");
        json.WriteNumber("total_size", shards.SelectMany(s => s.Values).Sum(t => t.numel() * SafetensorsWriter.StoredType(t, type).Size()));
        json.WriteEndObject();
        json.WriteStartObject("weight_map");
        foreach ((string name, int shard) in shards.SelectMany((s, i) => s.Keys.Select(k => (k, i))))
        {
            json.WriteString(name, names[shard]);
        }

        json.WriteEndObject();
        json.WriteEndObject();
    }

    // A single file left from before would be read in preference to new shards; old shards only take room.
    private static void RemoveOthers(string folder, string[] written)
    {
        string[] index = written.Length > 1 ? [WeightFiles.Index] : [];
        foreach (string path in Directory.GetFiles(folder, "model*.safetensors*"))
        {
            string name = Path.GetFileName(path);
            bool ours = name is WeightFiles.Single or WeightFiles.Index || System.Text.RegularExpressions.Regex.IsMatch(name, @"^model-\d{5}-of-\d{5}\.safetensors$");
            if (ours && !written.Contains(name) && !index.Contains(name))
            {
                StagedFiles.Guard(path, () => File.Delete(path));
            }
        }
    }

    private static string TypeName(SafetensorsType type) => type switch
    {
        SafetensorsType.BF16 => "bfloat16",
        SafetensorsType.F16 => "float16",
        SafetensorsType.F64 => "float64",
        _ => "float32",
    };
}
