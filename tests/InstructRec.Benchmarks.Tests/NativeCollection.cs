namespace InstructRec.Benchmarks.Tests;

/// <summary>Tests with native tensors run one after the other.</summary>
[CollectionDefinition("native", DisableParallelization = true)]
public class NativeCollection;
