using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace InstructRec.Training.Baselines;

/// <summary>Two towers over the words of titles, as they are trained: an item is the mean of its words, a history the mean of its items, each with a residual layer, to unit length.</summary>
internal sealed class TextTowerNetwork : IDisposable
{
    private readonly Dictionary<string, Parameter> _parameters = new(StringComparer.Ordinal);
    private readonly Generator _generator;

    public TextTowerNetwork(int words, TextTowerOptions options)
    {
        _generator = new Generator(options.Seed, CPU);
        Add("words", 0.1, words, options.Width);
        foreach (string tower in (string[])["item", "query"])
        {
            Add($"{tower}.inner.weight", 1 / Math.Sqrt(options.Width), options.Width, options.InnerWidth);
            Add($"{tower}.inner.bias", 0, options.InnerWidth);
            Add($"{tower}.outer.weight", 0.1 / Math.Sqrt(options.InnerWidth), options.InnerWidth, options.Width);
            Add($"{tower}.outer.bias", 0, options.Width);
        }
    }

    public IEnumerable<(string Name, Parameter Parameter)> Parameters => _parameters.Select(p => (p.Key, p.Value));

    /// <summary>The mean word vector of each bag, <c>[bags, width]</c>: words <c>[total]</c>, and where in it each bag begins.</summary>
    public Tensor Text(int[][] bags) => Mean(_parameters["words"], bags);

    /// <summary>The mean of chosen rows for each list of rows.</summary>
    public static Tensor Mean(Tensor rows, int[][] lists)
    {
        int total = lists.Sum(l => l.Length);
        long[] chosen = new long[total];
        long[] owners = new long[total];
        float[] shares = new float[total];
        int at = 0;
        for (int list = 0; list < lists.Length; list++)
        {
            foreach (int row in lists[list])
            {
                (chosen[at], owners[at], shares[at]) = (row, list, 1f / lists[list].Length);
                at++;
            }
        }

        Tensor scaled = rows.index_select(0, tensor(chosen)) * tensor(shares, [total, 1]);
        return zeros(lists.Length, rows.shape[1]).PlusRows(tensor(owners), scaled);
    }

    public Tensor Tower(string tower, Tensor text)
    {
        Tensor inner = nn.functional.gelu(matmul(text, _parameters[$"{tower}.inner.weight"]).Plus(_parameters[$"{tower}.inner.bias"]));
        Tensor sum = text.Plus(matmul(inner, _parameters[$"{tower}.outer.weight"])).Plus(_parameters[$"{tower}.outer.bias"]);
        return nn.functional.normalize(sum, dim: 1);
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

    private void Add(string name, double deviation, params long[] shape)
    {
        Tensor values = zeros(shape);
        if (deviation > 0)
        {
            values.normal_(0, deviation, _generator);
        }

        _parameters[name] = (Parameter)new Parameter(values).DetachFromDisposeScope();
    }
}
