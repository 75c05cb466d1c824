using InstructRec.Checkpoints;
using InstructRec.T5;
using InstructRec.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.T5;

/// <summary>Loads networks and tensors of the golden root.</summary>
internal static class GoldenTensors
{
    public static IEnumerable<object[]> Models => GoldenRoot.Cases("models").Select(m => new object[] { m });

    public static IEnumerable<object[]> Checkpoints => GoldenRoot.Cases("models").SelectMany(m => GoldenRoot.Cases("models", m).Select(c => new object[] { m, c }));

    public static T5ForConditionalGeneration Load(string folder, ScalarType type = ScalarType.Float32) => PretrainedFolder.Open(folder).LoadModel(dtype: type);

    public static T5ForConditionalGeneration Model(string name, ScalarType type = ScalarType.Float32) => Load(GoldenRoot.Of("models", name, "hf-released"), type);

    /// <summary>All tensors of a file; they belong to the caller's scope.</summary>
    public static Dictionary<string, Tensor> Tensors(params string[] path)
    {
        using SafetensorsFile file = SafetensorsFile.Open(GoldenRoot.Of(path));
        return file.Tensors.Keys.ToDictionary(n => n, n => file.Read(n));
    }

    public static void ShouldBe(this Tensor actual, Tensor expected, double tolerance, string what)
    {
        actual.shape.Should().Equal(expected.shape, what);
        Difference(actual, expected).Should().BeLessThanOrEqualTo(tolerance, what);
    }

    /// <summary>The largest absolute difference; NaN counts as infinite.</summary>
    public static double Difference(Tensor actual, Tensor expected)
    {
        using DisposeScope scope = NewDisposeScope();
        double largest = (actual.to_type(ScalarType.Float64) - expected.to_type(ScalarType.Float64)).abs().max().item<double>();
        return double.IsNaN(largest) ? double.PositiveInfinity : largest;
    }

    public static double MeanDifference(Tensor actual, Tensor expected)
    {
        using DisposeScope scope = NewDisposeScope();
        return (actual.to_type(ScalarType.Float64) - expected.to_type(ScalarType.Float64)).abs().mean().item<double>();
    }
}
