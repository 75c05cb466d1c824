namespace InstructRec.Training.Tests;

/// <summary>Tests that create native tensors run one after another: libtorch's counters and threads belong to the process.</summary>
[CollectionDefinition("native", DisableParallelization = true)]
public sealed class NativeCollection;
