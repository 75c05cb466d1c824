using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>One decoder layer's keys and values of the encoder's output, [batch, heads, source, d_kv] each.</summary>
internal readonly record struct CrossKeysValues(Tensor Keys, Tensor Values);
