using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>What <see cref="T5Stack"/> does, part by part with a clock between; the profile holds its result to the network's own.</summary>
internal sealed class DissectedStack(T5Stack stack, T5Config config, LinearKernel linear, AttentionKernel attention, PartClock clock)
{
    private readonly Dropout _dropout = new(0);
    private readonly RmsNorm[][] _norms = [.. stack.Blocks.Select(b => b.named_modules().Select(m => m.module).OfType<RmsNorm>().ToArray())];

    /// <summary>The blocks and the norm.</summary>
    /// <param name="hidden">[rows, length, d_model].</param>
    /// <param name="mask">Of the mask type, broadcast to [rows, heads, length, keys].</param>
    /// <param name="encoded">The instructions a decoder reads.</param>
    /// <param name="cache">What was read before, where a step is one token.</param>
    public Tensor Apply(Tensor hidden, Tensor mask, EncodedInstruction? encoded = null, KeyValueCache? cache = null)
    {
        for (int i = 0; i < stack.Blocks.Count; i++)
        {
            DisposeScope scope = NewDisposeScope();
            hidden = Block(stack.Blocks[i], i, hidden, mask, encoded, cache).MoveToOuterDisposeScope();
            clock.Part("freeing", default, scope.Dispose);
        }

        return Norm("norms", stack.FinalNorm, hidden);
    }

    private Tensor Block(T5Block block, int index, Tensor hidden, Tensor mask, EncodedInstruction? encoded, KeyValueCache? cache)
    {
        RmsNorm[] norms = _norms[index];
        T5Attention self = block.SelfAttention;
        Tensor normed = Norm("norms", norms[0], hidden);
        Tensor queries = Linear("self-attention: q, k, v", self.Query, normed), keys = Heads(Linear("self-attention: q, k, v", self.Key, normed)), values = Heads(Linear("self-attention: q, k, v", self.Value, normed));
        if (cache is not null)
        {
            int size = Size(keys);
            (keys, values) = clock.Part("cache", Cost.Elements(keys.numel() * 2, 0, 2, size), () => cache.Append(index, keys, values));
        }

        Tensor attended = Attend("self-attention: scores, softmax, sum", queries, keys, values, mask);
        hidden = Add(hidden, Linear("self-attention: o", self.Output, attended));
        if (encoded is not null)
        {
            T5Attention cross = block.CrossAttention!;
            Tensor asked = Linear("cross-attention: q", cross.Query, Norm("norms", norms[1], hidden));
            attended = Attend("cross-attention: scores, softmax, sum", asked, encoded.Layers[index].Keys, encoded.Layers[index].Values, encoded.Mask);
            hidden = Add(hidden, Linear("cross-attention: o", cross.Output, attended));
        }

        return Add(hidden, FeedForward(block.FeedForward, Norm("norms", norms[^1], hidden)));
    }

    private Tensor FeedForward(T5FeedForward feedForward, Tensor hidden)
    {
        Tensor[] inner = [.. feedForward.Inputs.Select(p => Linear("feed-forward: wi", p, hidden))];
        long count = inner[0].numel();
        Tensor activated = clock.Part("feed-forward: activation", Cost.Elements(count, inner.Length == 2 ? 10 : 1, inner.Length + 1, Size(hidden)), () => inner.Length == 2
            ? nn.functional.gelu(inner[0], TorchSharp.Modules.GELU.Approximate.tanh).mul_(inner[1])
            : inner[0].relu());
        return Linear("feed-forward: wo", feedForward.Output, activated.to_type(feedForward.Output.Weight.dtype));
    }

    private Tensor Attend(string name, Tensor queries, Tensor keys, Tensor values, Tensor? mask)
    {
        long rows = queries.shape[0], length = queries.shape[1], batch = keys.shape[0], width = config.KeyValueDimension, each = rows / batch * length;
        Tensor q = queries.view(batch, each, config.HeadCount, width).transpose(1, 2);
        double maskBytes = mask is null ? 0 : mask.numel() * mask.element_size();
        return clock.Part(
            name, Cost.Attention(batch, config.HeadCount, each, keys.shape[2], width, Size(queries), maskBytes),
            () => attention.Attend(q, keys, values, mask, _dropout, training: false).view(rows, length, config.InnerDimension));
    }

    private Tensor Heads(Tensor projected) => projected.view(projected.shape[0], projected.shape[1], config.HeadCount, config.KeyValueDimension).transpose(1, 2);

    private Tensor Linear(string name, Projection projection, Tensor x)
    {
        Tensor weight = projection.Weight;
        return clock.Part(name, Cost.Product(x.numel() / x.shape[^1], x.shape[^1], weight.shape[0], Size(weight)), () => linear.Apply(x, weight));
    }

    private Tensor Norm(string name, RmsNorm norm, Tensor hidden) =>
        clock.Part(name, Cost.Elements(hidden.numel(), 4, 2, Size(hidden)), () => norm.Apply(hidden));

    private Tensor Add(Tensor hidden, Tensor change) => clock.Part("residual sums", Cost.Elements(hidden.numel(), 1, 3, Size(hidden)), () => hidden + change);

    private static int Size(Tensor tensor) => (int)tensor.element_size();
}
