using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Checkpoints;

/// <summary>A <see cref="RetrievalHead"/> beside the weights of its network: <c>retrieval.safetensors</c>. Other libraries pass it over.</summary>
public static class RetrievalHeadFile
{
    /// <summary>The file's name in the checkpoint folder.</summary>
    public const string Name = "retrieval.safetensors";

    /// <summary>Whether a checkpoint has one.</summary>
    /// <param name="folder">The checkpoint folder.</param>
    public static bool Exists(string folder) => File.Exists(Path.Combine(folder, Name));

    /// <summary>Writes a head, whole or not at all.</summary>
    /// <param name="folder">The checkpoint folder.</param>
    /// <param name="head">The head.</param>
    /// <param name="type">The type to store; the parameters' own by default.</param>
    /// <exception cref="InstructRecException">Writing failed (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public static void Write(string folder, RetrievalHead head, ScalarType? type = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(head);
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        SafetensorsWriter.Write(
            Path.Combine(folder, Name), head.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach().to(type ?? p.parameter.dtype), StringComparer.Ordinal));
    }

    /// <summary>Reads a head's weights into one that exists, converting to its type.</summary>
    /// <param name="folder">The checkpoint folder.</param>
    /// <param name="head">A head of the same sizes.</param>
    /// <exception cref="InstructRecException">The file is missing or damaged, or of another network (<see cref="InstructRecErrorKind.Checkpoint"/>).</exception>
    public static void LoadInto(string folder, RetrievalHead head)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(head);
        string path = Path.Combine(folder, Name);
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        using SafetensorsFile file = SafetensorsFile.Open(path);
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in head.named_parameters())
        {
            if (!file.Tensors.TryGetValue(name, out SafetensorsEntry? entry) || !entry.Shape.SequenceEqual(parameter.shape))
            {
                throw new InstructRecException(InstructRecErrorKind.Checkpoint, $"{name} is missing or has another shape", path, "Put the retrieval head beside the network that it was trained with");
            }

            file.CopyTo(name, parameter);
        }
    }

    /// <summary>Builds a head and reads its weights.</summary>
    /// <param name="folder">The checkpoint folder.</param>
    /// <param name="config">The network's sizes.</param>
    /// <param name="device">Where it shall lie; the CPU by default.</param>
    /// <param name="dtype">Its type; float32 by default.</param>
    /// <returns>The head; the caller disposes it.</returns>
    /// <exception cref="InstructRecException">The file is missing or damaged, or of another network (<see cref="InstructRecErrorKind.Checkpoint"/>).</exception>
    public static RetrievalHead Load(string folder, T5Config config, Device? device = null, ScalarType? dtype = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(config);
        RetrievalHead head = new(config, device, dtype, OptionsOf(folder));
        try
        {
            LoadInto(folder, head);
            head.eval();
            return head;
        }
        catch
        {
            head.Dispose();
            throw;
        }
    }

    /// <summary>What the head in a file is made of, as the file's own tensors tell.</summary>
    private static RetrievalHeadOptions OptionsOf(string folder)
    {
        using SafetensorsFile file = SafetensorsFile.Open(Path.Combine(folder, Name));
        return new RetrievalHeadOptions
        {
            ReadsPieces = file.Tensors.ContainsKey("reader.weights"),
            PairCount = file.Tensors.TryGetValue("reader.pair_weights", out SafetensorsEntry? pairs) ? (int)pairs.ElementCount : 0,
            Width = file.Tensors.TryGetValue("query", out SafetensorsEntry? query) && query.Shape.Length == 2 && query.Shape[0] > 0 ? (int)query.Shape[0] : null,
        };
    }
}
