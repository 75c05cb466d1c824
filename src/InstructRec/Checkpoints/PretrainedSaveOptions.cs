using TorchSharp;

namespace InstructRec.Checkpoints;

/// <summary>How a network is written to a folder. Immutable.</summary>
public sealed record PretrainedSaveOptions
{
    /// <summary>The type to store weights in; each parameter's own by default, which makes saving and loading bit-exact.</summary>
    public torch.ScalarType? DataType { get; init; }

    /// <summary>Weights are split into shards of at most this many bytes (a tensor is never split); null for one file.</summary>
    public long? MaxShardBytes { get; init; }

    /// <summary>A sentencepiece model to copy beside the weights as <c>spiece.model</c>; null leaves the folder's own.</summary>
    public string? VocabularyPath { get; init; }

    /// <summary>Written beside the weights as <c>instructrec.json</c>; null leaves the folder's own.</summary>
    public CheckpointManifest? Manifest { get; init; }
}
