using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Peers;

/// <summary>T5 as one writes it with TorchSharp after the paper: F.linear, explicit attention, a bias looked up pair by pair, candidates one after the other, decoding without a cache.</summary>
internal sealed class PlainT5(T5ForConditionalGeneration model)
{
    private readonly Dictionary<string, Tensor> _weights = model.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);
    private readonly T5Config _config = model.Config;

    /// <summary>[batch, source] to [batch, source, d_model].</summary>
    public Tensor Encode(Tensor ids) => Stack("encoder", ids, null);

    /// <summary>[rows, target] and [rows, source, d_model] to logits [rows, target, vocabulary].</summary>
    public Tensor Decode(Tensor ids, Tensor encoded) => nn.functional.linear(Stack("decoder", ids, encoded), _weights["lm_head.weight"]);

    /// <summary>The log-probability of each candidate, one decoder pass each; [1, source, d_model] and the candidates' tokens.</summary>
    public double[] Score(Tensor encoded, int[][] candidates)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        return [.. candidates.Select(candidate =>
        {
            using DisposeScope one = NewDisposeScope();
            Tensor read = tensor([0L, .. candidate.SkipLast(1).Select(t => (long)t)], [1, candidate.Length]), labels = tensor([.. candidate.Select(t => (long)t)], [1, candidate.Length, 1]);
            return (double)nn.functional.log_softmax(Decode(read, encoded), -1).gather(-1, labels).sum().item<float>();
        })];
    }

    private Tensor Stack(string name, Tensor ids, Tensor? encoded)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = _weights["shared.weight"].index_select(0, ids.view(-1)).view(ids.shape[0], ids.shape[1], -1);
        Tensor bias = Bias(name, ids.shape[1], encoded is null);
        int layers = encoded is null ? _config.EncoderLayerCount : _config.DecoderLayerCount;
        for (int i = 0; i < layers; i++)
        {
            string at = FormattableString.Invariant($"{name}.block.{i}.layer.");
            Tensor normed = Norm(at + "0.layer_norm", x);
            x = x + Attend(at + "0.SelfAttention", normed, normed, bias);
            if (encoded is not null)
            {
                x = x + Attend(at + "1.EncDecAttention", Norm(at + "1.layer_norm", x), encoded, null);
            }

            string last = at + (encoded is null ? "1" : "2");
            Tensor inner = Norm(last + ".layer_norm", x);
            Tensor gate = nn.functional.gelu(Linear(last + ".DenseReluDense.wi_0", inner), TorchSharp.Modules.GELU.Approximate.tanh) * Linear(last + ".DenseReluDense.wi_1", inner);
            x = x + Linear(last + ".DenseReluDense.wo", gate);
        }

        return Norm(name + ".final_layer_norm", x).MoveToOuterDisposeScope();
    }

    private Tensor Bias(string name, long length, bool both)
    {
        Tensor places = arange(length, ScalarType.Int64);
        long[] buckets = [.. Enumerable.Range(0, (int)(length * length)).Select(i => (long)RelativePositionBuckets.Of((i % length) - (i / length), _config.RelativeAttentionBucketCount, _config.RelativeAttentionMaxDistance, both))];
        Tensor bias = _weights[name + ".block.0.layer.0.SelfAttention.relative_attention_bias.weight"].index_select(0, tensor(buckets)).view(length, length, -1).permute(2, 0, 1).unsqueeze(0);
        return both ? bias : bias.masked_fill(places.unsqueeze(0).gt(places.unsqueeze(1)), float.NegativeInfinity);
    }

    private Tensor Attend(string name, Tensor x, Tensor source, Tensor? bias)
    {
        Tensor scores = matmul(Heads(Linear(name + ".q", x)), Heads(Linear(name + ".k", source)).transpose(2, 3));
        Tensor weights = nn.functional.softmax(bias is null ? scores : scores + bias, -1);
        return Linear(name + ".o", matmul(weights, Heads(Linear(name + ".v", source))).transpose(1, 2).reshape(x.shape[0], x.shape[1], _config.InnerDimension));
    }

    private Tensor Heads(Tensor x) => x.view(x.shape[0], x.shape[1], _config.HeadCount, _config.KeyValueDimension).transpose(1, 2);

    private Tensor Linear(string name, Tensor x) => nn.functional.linear(x, _weights[name + ".weight"]);

    private Tensor Norm(string name, Tensor x) => x * rsqrt(x.pow(2).mean([-1], keepdim: true) + _config.LayerNormEpsilon) * _weights[name + ".weight"];
}
