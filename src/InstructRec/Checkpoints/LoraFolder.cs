using InstructRec.T5;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.Checkpoints;

/// <summary>A LoRA adapter in PEFT's folder form: adapter_config.json and adapter_model.safetensors.</summary>
public static class LoraFolder
{
    /// <summary>The name of the weights in the folder.</summary>
    public const string WeightsName = "adapter_model.safetensors";

    private const string Prefix = "base_model.model.";

    /// <summary>Reads an adapter for a network; it is neither applied nor merged yet.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="model">The network; borrowed by the adapter.</param>
    /// <returns>The adapter; the caller disposes it.</returns>
    /// <exception cref="InstructRecException">A file is missing or damaged, it is no LoRA adapter or one of a kind that is not supported, or tensors are missing, unexpected, or
    /// of other shapes than the network needs (<see cref="InstructRecErrorKind.Checkpoint"/>).</exception>
    public static LoraAdapter Load(string path, T5ForConditionalGeneration model)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        LoraConfig config = LoraConfigFile.Read(path);
        string weights = Path.Combine(path, WeightsName);
        using SafetensorsFile file = SafetensorsFile.Open(weights);
        LoraAdapter adapter = new(model, config, generator: null);
        try
        {
            Dictionary<string, Parameter> parameters = adapter.Parameters.ToDictionary(p => Prefix + p.Key, p => p.Value, StringComparer.Ordinal);
            string[] missing = [.. parameters.Keys.Where(n => !file.Tensors.ContainsKey(n)).Order(StringComparer.Ordinal)];
            string[] unexpected = [.. file.Tensors.Keys.Where(n => !parameters.ContainsKey(n)).Order(StringComparer.Ordinal)];
            if (missing.Length + unexpected.Length > 0)
            {
                string what = (missing.Length > 0 ? "Missing tensors: " + NameList.Of(missing) + (unexpected.Length > 0 ? "; " : string.Empty) : string.Empty)
                    + (unexpected.Length > 0 ? "unexpected tensors: " + NameList.Of(unexpected) : string.Empty);
                throw new InstructRecException(InstructRecErrorKind.Checkpoint, what, weights, "Load the adapter into the network that it was made for");
            }

            foreach ((string name, Parameter parameter) in parameters)
            {
                file.CopyTo(name, parameter);
            }

            return adapter;
        }
        catch
        {
            adapter.Dispose();
            throw;
        }
    }

    /// <summary>Writes an adapter; PEFT reads the folder. The files replace earlier ones together, or not at all.</summary>
    /// <param name="adapter">The adapter; only read.</param>
    /// <param name="path">The folder; made if it does not exist.</param>
    /// <exception cref="InstructRecException">No room or no permission (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public static void Save(LoraAdapter adapter, string path)
    {
        ArgumentNullException.ThrowIfNull(adapter);
        ArgumentException.ThrowIfNullOrEmpty(path);
        StagedFiles.Guard(path, () => Directory.CreateDirectory(path));
        Dictionary<string, Tensor> tensors = adapter.Parameters.ToDictionary(p => Prefix + p.Key, p => (Tensor)p.Value, StringComparer.Ordinal);
        using StagedFiles files = new();
        files.Add(Path.Combine(path, WeightsName), stream => SafetensorsWriter.Write(stream, tensors, null));
        files.Add(Path.Combine(path, LoraConfigFile.Name), stream => LoraConfigFile.Write(stream, adapter.Config));
        files.Commit();
    }
}
