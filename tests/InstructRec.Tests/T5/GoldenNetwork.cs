using InstructRec.Checkpoints;
using InstructRec.T5;
using InstructRec.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.T5;

/// <summary>A network of the reference values with one of its files of inputs and outputs.</summary>
internal sealed class GoldenNetwork : IDisposable
{
    private readonly SafetensorsFile _values;

    public GoldenNetwork(string name, string values, string style = "hf-released", ScalarType? type = null)
    {
        Model = PretrainedFolder.Open(GoldenRoot.Of("models", name, style)).LoadModel(dtype: type);
        _values = SafetensorsFile.Open(GoldenRoot.Of("models", name, values + ".safetensors"));
    }

    public T5ForConditionalGeneration Model { get; }

    public static TheoryData<string> Names => [.. GoldenRoot.Cases("models")];

    public bool Has(string tensor) => _values.Tensors.ContainsKey(tensor);

    public IEnumerable<string> Tensors => _values.Tensors.Keys;

    public Tensor this[string tensor] => _values.Read(tensor);

    public void Dispose()
    {
        _values.Dispose();
        Model.Dispose();
    }

    /// <summary>The greatest absolute difference of two tensors of one shape.</summary>
    public static double Difference(Tensor actual, Tensor expected)
    {
        actual.shape.Should().Equal(expected.shape);
        return (actual.to_type(ScalarType.Float64) - expected.to_type(ScalarType.Float64)).abs().max().item<double>();
    }
}
