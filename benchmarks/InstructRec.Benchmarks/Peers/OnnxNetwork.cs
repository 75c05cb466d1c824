using InstructRec.T5;

namespace InstructRec.Benchmarks.Peers;

/// <summary>A T5 as ONNX graphs over our weights: the encoder, the decoder over whole targets, and one step of it.</summary>
/// <remarks>Position biases are inputs: an exported network would compute them on every call, which here is ONNX Runtime's gain.</remarks>
internal sealed class OnnxNetwork
{
    private readonly T5ForConditionalGeneration _model;
    private readonly T5Config _config;
    private readonly OnnxGraph _graph = new();

    private OnnxNetwork(T5ForConditionalGeneration model) => (_model, _config) = (model, model.Config);

    /// <summary>ids [batch, source], bias [1, heads, source, source] to hidden [batch, source, d_model].</summary>
    public static byte[] Encoder(T5ForConditionalGeneration model)
    {
        OnnxNetwork network = new(model);
        OnnxGraph graph = network._graph;
        string ids = graph.Input("ids", false, -1, -1), bias = graph.Input("bias", true, 1, model.Config.HeadCount, -1, -1);
        string hidden = graph.Node("Gather", [graph.Weight("shared", model.Embedding.Weight), ids]);
        for (int i = 0; i < model.Encoder.Blocks.Count; i++)
        {
            T5Block block = model.Encoder.Blocks[i];
            string at = FormattableString.Invariant($"e{i}");
            RmsNorm[] norms = Norms(block);
            string normed = network.Norm($"{at}.n0", norms[0], hidden);
            hidden = network.Add(hidden, network.Attention($"{at}.self", block.SelfAttention, normed, normed, bias));
            hidden = network.Add(hidden, network.FeedForward($"{at}.ff", block.FeedForward, network.Norm($"{at}.n1", norms[^1], hidden)));
        }

        graph.Output(graph.Named("hidden", "Identity", [network.Norm("e.norm", model.Encoder.FinalNorm, hidden)]), -1, -1, model.Config.ModelDimension);
        return graph.Build();
    }

    /// <summary>ids [rows, target], labels [rows, target, 1], bias [1, heads, target, target], encoded [rows, source, d_model] to the labels' log-probabilities [rows, target, 1].</summary>
    public static byte[] Scoring(T5ForConditionalGeneration model)
    {
        OnnxNetwork network = new(model);
        OnnxGraph graph = network._graph;
        string ids = graph.Input("ids", false, -1, -1), labels = graph.Input("labels", false, -1, -1, 1);
        string bias = graph.Input("bias", true, 1, model.Config.HeadCount, -1, -1), encoded = graph.Input("encoded", true, -1, -1, model.Config.ModelDimension);
        string hidden = graph.Node("Gather", [graph.Weight("shared", model.Embedding.Weight), ids]);
        for (int i = 0; i < model.Decoder.Blocks.Count; i++)
        {
            T5Block block = model.Decoder.Blocks[i];
            string at = FormattableString.Invariant($"d{i}");
            RmsNorm[] norms = Norms(block);
            string normed = network.Norm($"{at}.n0", norms[0], hidden);
            hidden = network.Add(hidden, network.Attention($"{at}.self", block.SelfAttention, normed, normed, bias));
            hidden = network.Add(hidden, network.Attention($"{at}.cross", block.CrossAttention!, network.Norm($"{at}.n1", norms[1], hidden), encoded, null));
            hidden = network.Add(hidden, network.FeedForward($"{at}.ff", block.FeedForward, network.Norm($"{at}.n2", norms[^1], hidden)));
        }

        string logits = network.Head(hidden);
        graph.Output(graph.Named("log_probabilities", "GatherElements", [graph.Node("LogSoftmax", [logits], ("axis", -1L)), labels], ("axis", -1L)), -1, -1, 1);
        return graph.Build();
    }

    /// <summary>ids [rows, 1], bias [1, heads, 1, past + 1], and per layer keys and values of the past and of the instruction, to logits and the new past.</summary>
    public static byte[] Step(T5ForConditionalGeneration model)
    {
        OnnxNetwork network = new(model);
        OnnxGraph graph = network._graph;
        T5Config config = model.Config;
        string ids = graph.Input("ids", false, -1, 1), bias = graph.Input("bias", true, 1, config.HeadCount, 1, -1);
        string hidden = graph.Node("Gather", [graph.Weight("shared", model.Embedding.Weight), ids]);
        for (int i = 0; i < model.Decoder.Blocks.Count; i++)
        {
            T5Block block = model.Decoder.Blocks[i];
            string at = FormattableString.Invariant($"d{i}");
            string Past(string name) => graph.Input($"{name}{at}", true, -1, config.HeadCount, -1, config.KeyValueDimension);
            RmsNorm[] norms = Norms(block);
            string normed = network.Norm($"{at}.n0", norms[0], hidden);
            string keys = graph.Named($"new_keys_{at}", "Concat", [Past("keys_"), network.Split($"{at}.self.k", block.SelfAttention.Key, normed)], ("axis", 2L));
            string values = graph.Named($"new_values_{at}", "Concat", [Past("values_"), network.Split($"{at}.self.v", block.SelfAttention.Value, normed)], ("axis", 2L));
            hidden = network.Add(hidden, network.Attend($"{at}.self", block.SelfAttention, normed, keys, values, bias));
            graph.Output(keys, -1, config.HeadCount, -1, config.KeyValueDimension);
            graph.Output(values, -1, config.HeadCount, -1, config.KeyValueDimension);
            string asked = network.Norm($"{at}.n1", norms[1], hidden);
            hidden = network.Add(hidden, network.Attend($"{at}.cross", block.CrossAttention!, asked, Past("cross_keys_"), Past("cross_values_"), null));
            hidden = network.Add(hidden, network.FeedForward($"{at}.ff", block.FeedForward, network.Norm($"{at}.n2", norms[^1], hidden)));
        }

        graph.Output(graph.Named("logits", "Identity", [network.Head(hidden)]), -1, 1, config.VocabularySize);
        return graph.Build();
    }

    private static RmsNorm[] Norms(T5Block block) => [.. block.named_modules().Select(m => m.module).OfType<RmsNorm>()];

    private string Head(string hidden)
    {
        string normed = Norm("d.norm", _model.Decoder.FinalNorm, hidden);
        if (_config.ScalesDecoderOutput)
        {
            normed = _graph.Node("Mul", [normed, _graph.Number((float)Math.Pow(_config.ModelDimension, -0.5))]);
        }

        return _graph.Node("MatMul", [normed, _graph.Weight("head", _model.OwnHead?.Weight ?? _model.Embedding.Weight, transposed: true)]);
    }

    private string Norm(string name, RmsNorm norm, string x)
    {
        string mean = _graph.Node("ReduceMean", [_graph.Node("Pow", [x, _graph.Number(2)]), _graph.Whole(-1)], ("keepdims", 1L));
        string root = _graph.Node("Sqrt", [_graph.Node("Add", [mean, _graph.Number((float)_config.LayerNormEpsilon)])]);
        return _graph.Node("Mul", [_graph.Node("Div", [x, root]), _graph.Weight(name, norm.Weight)]);
    }

    private string Linear(string name, Projection projection, string x) => _graph.Node("MatMul", [x, _graph.Weight(name, projection.Weight, transposed: true)]);

    private string Attention(string name, T5Attention attention, string queries, string source, string? bias) =>
        Attend(name, attention, queries, Split($"{name}.k", attention.Key, source), Split($"{name}.v", attention.Value, source), bias);

    private string Attend(string name, T5Attention attention, string x, string keys, string values, string? bias)
    {
        string scores = _graph.Node("MatMul", [Split($"{name}.q", attention.Query, x), _graph.Node("Transpose", [keys], ("perm", new long[] { 0, 1, 3, 2 }))]);
        string weights = _graph.Node("Softmax", [bias is null ? scores : _graph.Node("Add", [scores, bias])], ("axis", -1L));
        string attended = _graph.Node("Transpose", [_graph.Node("MatMul", [weights, values])], ("perm", new long[] { 0, 2, 1, 3 }));
        return Linear($"{name}.o", attention.Output, _graph.Node("Reshape", [attended, _graph.Whole(0, 0, _config.InnerDimension)]));
    }

    private string Split(string name, Projection projection, string x) => _graph.Node(
        "Transpose", [_graph.Node("Reshape", [Linear(name, projection, x), _graph.Whole(0, 0, _config.HeadCount, _config.KeyValueDimension)])], ("perm", new long[] { 0, 2, 1, 3 }));

    private string FeedForward(string name, T5FeedForward feedForward, string x)
    {
        Projection[] inputs = [.. feedForward.Inputs];
        string inner = Linear($"{name}.wi", inputs[0], x);
        inner = inputs.Length == 1 ? _graph.Node("Relu", [inner]) : _graph.Node("Mul", [_graph.Node("Gelu", [inner], ("approximate", "tanh")), Linear($"{name}.wi1", inputs[1], x)]);
        return Linear($"{name}.wo", feedForward.Output, inner);
    }

    private string Add(string left, string right) => _graph.Node("Add", [left, right]);
}
