using InstructRec.Benchmarks.Kernels;
using InstructRec.Benchmarks.Running;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Tests;

/// <summary>float16 is measured where there is a GPU, and nowhere else.</summary>
[Collection("native")]
public class NumberKindTests
{
    [Fact]
    public void Half_precision_of_a_GPU_comes_with_the_GPU()
    {
        NumberKind.All(hasCuda: false).Select(k => k.ToString()).Should().Equal("fp32", "bf16");
        NumberKind.All(hasCuda: true).Select(k => k.ToString()).Should().Equal("fp32", "bf16", "fp32 cuda", "bf16 cuda", "fp16 cuda");
        AttentionLengthBenchmarks.Kinds.Should().Equal(NumberKind.All(cuda.is_available()));
        AttentionKernelBenchmarks.Kinds.Should().Equal(NumberKind.All(cuda.is_available()));
    }

    [Fact]
    public void Numbers_are_drawn_in_the_kinds_type_and_the_smoke_takes_the_first_kind()
    {
        using Tensor drawn = new NumberKind(ScalarType.BFloat16, DeviceType.CPU).Draw([2, 3]), wide = new NumberKind(ScalarType.BFloat16, DeviceType.CPU).Draw([2, 3], ScalarType.Float32);
        AttentionLengthBenchmarks benchmark = new() { Kind = new NumberKind(ScalarType.BFloat16, DeviceType.CPU) };

        (drawn.dtype, wide.dtype).Should().Be((ScalarType.BFloat16, ScalarType.Float32));
        SmokeCommand.SetSmallest(benchmark);
        benchmark.Kind.ToString().Should().Be("fp32");
        benchmark.Length.Should().Be(64);
    }
}
