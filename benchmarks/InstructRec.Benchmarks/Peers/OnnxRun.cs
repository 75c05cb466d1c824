using Microsoft.ML.OnnxRuntime;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Peers;

/// <summary>A graph in ONNX Runtime with inputs that stay, so that a call measures the network and no copying of ours.</summary>
internal sealed class OnnxRun : IDisposable
{
    private readonly InferenceSession _session;
    private readonly RunOptions _options = new();
    private readonly List<string> _names = [];
    private readonly List<OrtValue> _values = [];
    private readonly string[] _outputs;

    /// <summary>Loads a graph with all of the runtime's optimisations.</summary>
    /// <param name="model">The model's bytes.</param>
    /// <param name="threads">Threads within an operator.</param>
    public OnnxRun(byte[] model, int threads)
    {
        using SessionOptions options = new()
        {
            GraphOptimizationLevel = GraphOptimizationLevel.ORT_ENABLE_ALL,
            IntraOpNumThreads = threads,
            InterOpNumThreads = 1,
            LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_ERROR,
        };
        _session = new InferenceSession(model, options);
        _outputs = [.. _session.OutputMetadata.Keys];
    }

    /// <summary>Gives an input, copied.</summary>
    public OnnxRun With(string name, Tensor value)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor dense = value.detach().cpu().contiguous();
        _names.Add(name);
        _values.Add(dense.dtype == ScalarType.Int64
            ? OrtValue.CreateTensorValueFromMemory(dense.data<long>().ToArray(), dense.shape)
            : OrtValue.CreateTensorValueFromMemory(dense.to_type(ScalarType.Float32).data<float>().ToArray(), dense.shape));
        return this;
    }

    /// <summary>Runs and forgets.</summary>
    public void Run() => _session.Run(_options, _names, _values, _outputs).Dispose();

    /// <summary>Runs and gives one output.</summary>
    public float[] Read(string output)
    {
        using IDisposableReadOnlyCollection<OrtValue> results = _session.Run(_options, _names, _values, [output]);
        return results[0].GetTensorDataAsSpan<float>().ToArray();
    }

    public void Dispose()
    {
        _values.ForEach(v => v.Dispose());
        _options.Dispose();
        _session.Dispose();
    }
}
