namespace InstructRec.AspNetCore.Tests;

[CollectionDefinition("native", DisableParallelization = true)]
public sealed class NativeCollection;
