namespace InstructRec.Benchmarks.Kernels;

/// <summary>Attention as one part of a flan-t5-small request does it.</summary>
public enum AttentionShape
{
    /// <summary>One instruction of 512 tokens.</summary>
    Encoder,

    /// <summary>Eight instructions of 512 tokens.</summary>
    EncoderOfEight,

    /// <summary>100 candidates as a prefix tree of 882 nodes.</summary>
    Tree,

    /// <summary>The tree's nodes over the instruction.</summary>
    TreeOverInstruction,

    /// <summary>One token of eight beams over the instruction.</summary>
    BeamsOverInstruction,
}
