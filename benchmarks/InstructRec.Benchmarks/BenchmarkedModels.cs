using InstructRec.Benchmarks.Profiling;
using InstructRec.T5;

namespace InstructRec.Benchmarks;

/// <summary>The shapes behind the names.</summary>
internal static class BenchmarkedModels
{
    public static T5Config Config(this BenchmarkedModel model) => model == BenchmarkedModel.Tiny ? ModelShapes.Tiny : ModelShapes.Small;
}
