using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>One attention layer: four linear layers, no scale.</summary>
public sealed class T5Attention : nn.Module
{
    private readonly T5Linear _q, _k, _v, _o;
    private readonly T5Config _config;
    private readonly Dropout _dropout;

    internal T5Attention(T5Config config, bool hasPositionBias, Dropout dropout, ScalarType dtype, Device device)
        : base(nameof(T5Attention))
    {
        _config = config;
        _dropout = dropout;
        long inner = config.InnerDimension;
        register_module("q", _q = new T5Linear(config.ModelDimension, inner, dtype, device));
        register_module("k", _k = new T5Linear(config.ModelDimension, inner, dtype, device));
        register_module("v", _v = new T5Linear(config.ModelDimension, inner, dtype, device));
        register_module("o", _o = new T5Linear(inner, config.ModelDimension, dtype, device));
        if (hasPositionBias)
        {
            register_module("relative_attention_bias", PositionBias = nn.Embedding(config.RelativeAttentionBucketCount, config.HeadCount, dtype: dtype, device: device));
        }
    }

    internal Embedding? PositionBias { get; }

    internal Tensor Query(Tensor hidden) => Split(_q.forward(hidden));

    internal (Tensor Keys, Tensor Values) KeysAndValues(Tensor hidden) => (Split(_k.forward(hidden)), Split(_v.forward(hidden)));

    internal Tensor Attend(Tensor query, Tensor key, Tensor value, Tensor? bias)
    {
        Tensor attended = AttentionKernel.Apply(query, key, value, bias, training && _dropout.IsActive ? _dropout : null);
        return _o.forward(attended.transpose(1, 2).reshape(query.shape[0], query.shape[2], _config.InnerDimension));
    }

    /// <summary>[batch, length, inner] to [batch, heads, length, d_kv].</summary>
    private Tensor Split(Tensor projected) => projected.view(projected.shape[0], projected.shape[1], _config.HeadCount, _config.KeyValueDimension).transpose(1, 2);
}
