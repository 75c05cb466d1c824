using InstructRec.Checkpoints;
using InstructRec.T5;
using static TorchSharp.torch;

namespace InstructRec.Tests.Checkpoints;

/// <summary>A network's parameters as plain tensors: loading and saving can be tested without the network.</summary>
internal static class ParameterSet
{
    public static Dictionary<string, Tensor> Empty(T5Config config, ScalarType type = ScalarType.Float32) =>
        TensorLayout.Of(config).ToDictionary(t => t.Name, t => empty(t.Shape, type));

    public static Dictionary<string, Tensor> Random(T5Config config, ScalarType type = ScalarType.Float32)
    {
        Generator generator = new(17);
        return TensorLayout.Of(config).ToDictionary(t => t.Name, t => randn(t.Shape, generator: generator).to(type));
    }

    public static Dictionary<string, Tensor> Load(string folder, ScalarType type = ScalarType.Float32)
    {
        PretrainedFolder opened = PretrainedFolder.Open(folder);
        Dictionary<string, Tensor> parameters = Empty(opened.Config, type);
        opened.CopyTo(parameters, logger: null);
        return parameters;
    }

    public static void ShouldEqual(this IReadOnlyDictionary<string, Tensor> parameters, IReadOnlyDictionary<string, Tensor> expected)
    {
        parameters.Keys.Should().BeEquivalentTo(expected.Keys);
        foreach ((string name, Tensor tensor) in parameters)
        {
            tensor.shape.Should().Equal(expected[name].shape, name);
            tensor.bytes.SequenceEqual(expected[name].bytes).Should().BeTrue($"{name} must be the same to the last bit");
        }
    }
}
