namespace InstructRec.T5;

/// <summary>What all modules of one network share: how they compute, and what they drop.</summary>
internal sealed record T5Kernels(LinearKernel Linear, AttentionKernel Attention, Dropout Dropout);
