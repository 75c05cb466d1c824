using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;
using Dropout = InstructRec.T5.Dropout;
using Parameter = TorchSharp.Modules.Parameter;

namespace InstructRec.Training.Baselines;

/// <summary>SASRec as it is trained: item and position vectors, self-attention that looks back only, layer norms after each sum.</summary>
/// <remarks>Lives on the device's thread. Weights of layers are stored <c>[in, out]</c>.</remarks>
internal sealed class SasRecNetwork : IDisposable
{
    public const double NormEpsilon = 1e-12;
    private readonly SasRecOptions _options;
    private readonly Dictionary<string, Parameter> _parameters = new(StringComparer.Ordinal);
    private readonly Generator _generator;
    private readonly Dropout _dropout;

    public SasRecNetwork(int items, SasRecOptions options)
    {
        _options = options;
        _generator = new Generator(options.Seed, CPU);
        _dropout = new Dropout(options.Dropout) { Generator = _generator };
        int d = options.Width;
        Add("items", true, items, d);
        Add("positions", true, options.MaxLength, d);
        AddNorm("norm", d);
        for (int layer = 0; layer < options.Layers; layer++)
        {
            foreach (string part in (string[])["query", "key", "value", "out"])
            {
                AddLinear($"{layer}.{part}", d, d);
            }

            AddNorm($"{layer}.attention-norm", d);
            AddLinear($"{layer}.inner", d, options.InnerWidth);
            AddLinear($"{layer}.outer", options.InnerWidth, d);
            AddNorm($"{layer}.norm", d);
        }
    }

    public IEnumerable<(string Name, Parameter Parameter)> Parameters => _parameters.Select(p => (p.Key, p.Value));

    public Parameter Items => _parameters["items"];

    /// <summary>The states after each item, <c>[batch, length, width]</c>; item indexes <c>[batch, length]</c>, padded on the right by any item.</summary>
    public Tensor Forward(Tensor ids, bool training)
    {
        long batch = ids.shape[0];
        long length = ids.shape[1];
        Tensor embedded = Items.index_select(0, ids.view(-1)).view(batch, length, _options.Width).Plus(_parameters["positions"].narrow(0, 0, length));
        Tensor states = _dropout.Apply(Norm(embedded, "norm"), training);
        Tensor mask = HeldScalars.Filled([length, length], double.NegativeInfinity, ScalarType.Float32, CPU).triu_(1);
        for (int layer = 0; layer < _options.Layers; layer++)
        {
            states = Layer(states, mask, layer, training);
        }

        return states;
    }

    public Dictionary<string, float[]> Weights()
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        return _parameters.ToDictionary(p => p.Key, p => p.Value.detach().contiguous().data<float>().ToArray(), StringComparer.Ordinal);
    }

    public void Dispose()
    {
        foreach (Parameter parameter in _parameters.Values)
        {
            parameter.Dispose();
        }

        _generator.Dispose();
    }

    private Tensor Layer(Tensor states, Tensor mask, int layer, bool training)
    {
        long batch = states.shape[0];
        long length = states.shape[1];
        int width = _options.Width / _options.Heads;
        Tensor Heads(string part) => Linear(states, $"{layer}.{part}").view(batch, length, _options.Heads, width).transpose(1, 2);
        Tensor scores = matmul(Heads("query"), Heads("key").transpose(2, 3)).Times(1 / Math.Sqrt(width)).Plus(mask);
        Tensor shares = _dropout.Apply(scores.softmax(-1), training);
        Tensor seen = matmul(shares, Heads("value")).transpose(1, 2).reshape(batch, length, _options.Width);
        Tensor attended = Norm(_dropout.Apply(Linear(seen, $"{layer}.out"), training).Plus(states), $"{layer}.attention-norm");
        Tensor inner = nn.functional.gelu(Linear(attended, $"{layer}.inner"));
        return Norm(_dropout.Apply(Linear(inner, $"{layer}.outer"), training).Plus(attended), $"{layer}.norm");
    }

    private Tensor Linear(Tensor values, string name) => matmul(values, _parameters[name + ".weight"]).Plus(_parameters[name + ".bias"]);

    private Tensor Norm(Tensor values, string name) =>
        nn.functional.layer_norm(values, [_options.Width], _parameters[name + ".weight"], _parameters[name + ".bias"], NormEpsilon);

    private void AddLinear(string name, int input, int output)
    {
        Add(name + ".weight", true, input, output);
        Add(name + ".bias", false, output);
    }

    private void AddNorm(string name, int width)
    {
        Add(name + ".weight", false, width);
        Add(name + ".bias", false, width);
        using IDisposable noGradient = no_grad();
        _parameters[name + ".weight"].FillInPlace(1);
    }

    private void Add(string name, bool drawn, params long[] shape)
    {
        Tensor values = zeros(shape);
        if (drawn)
        {
            values.normal_(0, 0.02, _generator);
        }

        _parameters[name] = (Parameter)new Parameter(values).DetachFromDisposeScope();
    }
}
