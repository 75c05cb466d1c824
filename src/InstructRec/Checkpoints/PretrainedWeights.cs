using InstructRec.T5;

namespace InstructRec.Checkpoints;

/// <summary>Decides from config.json and the names in the weight files which network this is and where each of its tensors lies; refuses what does not fit.</summary>
internal static class PretrainedWeights
{
    /// <summary>The network's configuration and, for each of its parameters, the stored name.</summary>
    public static (T5Config Config, IReadOnlyDictionary<string, string> Sources) Resolve(ConfigFile file, WeightFiles weights)
    {
        string[] embeddings = [.. TensorLayout.EmbeddingNames.Where(weights.Tensors.ContainsKey)];
        bool storesHead = weights.Tensors.ContainsKey(TensorLayout.Head);
        foreach (string copy in embeddings.Skip(1).Where(copy => !weights.Same(embeddings[0], copy)))
        {
            throw Fault(weights, $"Tensors {embeddings[0]} and {copy} differ, but a T5 has one embedding matrix");
        }

        T5Config config = file.ToConfig(storesHead && embeddings.Length > 0 && !IsTiedCopy(file, weights, embeddings[0]));
        Dictionary<string, string> sources = new(StringComparer.Ordinal);
        List<string> missing = [];
        List<string> shapes = [];
        foreach ((string name, long[] shape) in TensorLayout.Of(config))
        {
            string source = name != TensorLayout.Embedding ? name : embeddings.Length > 0 ? embeddings[0] : storesHead ? TensorLayout.Head : name;
            sources.Add(name, source);
            if (!weights.Tensors.TryGetValue(source, out (SafetensorsFile File, SafetensorsEntry Entry) found))
            {
                missing.Add(source);
            }
            else if (!found.Entry.Shape.AsSpan().SequenceEqual(shape))
            {
                shapes.Add($"{source} has the shape {found.Entry.ShapeText}, expected is {SafetensorsEntry.TextOf(shape)}");
            }
            else if (found.Entry.Type is not (SafetensorsType.F32 or SafetensorsType.F16 or SafetensorsType.BF16 or SafetensorsType.F64))
            {
                shapes.Add($"{source} has the element type {found.Entry.Type}, which is no floating-point type");
            }
        }

        // transformers 5 ties in silence here; a checkpoint that says that its head is separate and has none is incomplete.
        if (!storesHead && file.TieWordEmbeddings == false && file.ScaleDecoderOutputs is null)
        {
            missing.Add(TensorLayout.Head);
        }

        HashSet<string> known = [.. sources.Values, .. TensorLayout.EmbeddingNames, TensorLayout.Head, TensorLayout.Unused];
        string[] unexpected = [.. weights.Tensors.Keys.Where(name => !known.Contains(name)).Order(StringComparer.Ordinal)];
        string[] faults =
        [
            .. missing.Count > 0 ? [$"Missing tensors: {NameList.Of(missing)}"] : Array.Empty<string>(),
            .. unexpected.Length > 0 ? [$"Unexpected tensors: {NameList.Of(unexpected)}"] : Array.Empty<string>(),
            .. shapes.Count > 0 ? [$"Wrong tensors: {NameList.Of(shapes)}"] : Array.Empty<string>(),
        ];
        return faults.Length == 0 ? (config, sources) : throw Fault(weights, string.Join("; ", faults));
    }

    // Published T5 1.0 files hold the tied matrix under every name; only where the old style says "not tied" are equal matrices two.
    private static bool IsTiedCopy(ConfigFile file, WeightFiles weights, string embedding) =>
        !(file.TieWordEmbeddings == false && file.ScaleDecoderOutputs is null) && weights.Same(embedding, TensorLayout.Head);

    private static InstructRecException Fault(WeightFiles weights, string what) =>
        new(InstructRecErrorKind.Checkpoint, what, weights.MainPath, "The weights do not belong to this config.json, or the checkpoint is damaged");
}
