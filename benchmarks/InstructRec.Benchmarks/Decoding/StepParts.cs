using InstructRec.Benchmarks.Scoring;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Decoding;

/// <summary>What a cached step of one row is made of: the head, the decoder's linear layers, its norms, attention.</summary>
internal static class StepParts
{
    public static List<(string Name, Action Way)> Ways(ScalarType dtype, int steps, List<IDisposable> owned)
    {
        string type = dtype == ScalarType.Float32 ? "fp32" : "bf16";
        T5ForConditionalGeneration model = BenchmarkModel.Create(dtype);
        T5Config config = model.Config;
        int inner = config.HeadCount * config.KeyValueDimension;
        Tensor state = randn(1, 1, config.ModelDimension, dtype: dtype), narrow = randn(1, 1, inner, dtype: dtype), wide = randn(1, 1, config.FeedForwardDimension, dtype: dtype);
        Tensor query = randn(1, config.HeadCount, 1, config.KeyValueDimension, dtype: dtype), keys = randn(1, config.HeadCount, 512, config.KeyValueDimension, dtype: dtype);
        Tensor few = randn(1, config.HeadCount, 64, config.KeyValueDimension, dtype: dtype), bias = randn(1, config.HeadCount, 1, 64, dtype: dtype);
        RmsNorm norm = new(config.ModelDimension, config.LayerNormEpsilon, CPU, dtype);
        AttentionKernel attention = new(new KernelOptions());
        Dropout dropout = new(0);
        owned.AddRange([model, state, narrow, wide, query, keys, few, bias, norm]);
        return
        [
            ($"{type} step part: head", () => Times(steps, () => model.Head(state))),
            ($"{type} step part: linear layers", () => Times(steps, () => Linear(model, state, narrow, wide))),
            ($"{type} step part: norms", () => Times(steps * ((3 * config.DecoderLayerCount) + 1), () => norm.Apply(state))),
            ($"{type} step part: attention", () => Times(steps * config.DecoderLayerCount, () =>
            {
                attention.Attend(query, few, few, bias, dropout, training: false);
                attention.Attend(query, keys, keys, null, dropout, training: false);
            })),
        ];
    }

    private static void Linear(T5ForConditionalGeneration model, Tensor state, Tensor narrow, Tensor wide)
    {
        foreach (T5Block block in model.Decoder.Blocks)
        {
            foreach (T5Attention attention in (T5Attention[])[block.SelfAttention, block.CrossAttention!])
            {
                attention.Query.Apply(state);
                attention.Output.Apply(narrow);
            }

            block.SelfAttention.Key.Apply(state);
            block.SelfAttention.Value.Apply(state);
            foreach (Projection input in block.FeedForward.Inputs)
            {
                input.Apply(state);
            }

            block.FeedForward.Output.Apply(wide);
        }
    }

    private static void Times(int count, Action act)
    {
        using var noGrad = no_grad();
        for (int i = 0; i < count; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            act();
        }
    }
}
