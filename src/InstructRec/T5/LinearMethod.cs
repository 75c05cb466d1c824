namespace InstructRec.T5;

/// <summary>How a linear layer is computed.</summary>
public enum LinearMethod
{
    /// <summary>By the fixed table in <see cref="LinearKernel"/>.</summary>
    Automatic,

    /// <summary>libtorch's own <c>linear</c>: on the CPU MKL in float32 and oneDNN in bfloat16. Works everywhere, and with gradients.</summary>
    Native,

    /// <summary>oneDNN on ordinary dense tensors, on the CPU without gradients; falls back to <see cref="Native"/> where it cannot run.</summary>
    OneDnn,

    /// <summary>A few rows in float32 or bfloat16 on a CPU with AVX2, without gradients: the weight is read once, row by row; falls back to <see cref="Native"/> where it cannot run.</summary>
    Streamed,
}
