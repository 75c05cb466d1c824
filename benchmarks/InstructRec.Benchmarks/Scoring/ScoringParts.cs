using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using InstructRec.Scoring;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Scoring;

/// <summary>What a packed scoring is made of: the head's product, the normaliser, attention; the rest is the decoder's linear layers and norms.</summary>
internal static class ScoringParts
{
    private const int Chunk = 128, Part = 256;

    public static List<(string Name, Action Way)> Ways(int nodes, List<IDisposable> owned)
    {
        List<(string, Action)> ways = [];
        foreach (ScalarType dtype in (ScalarType[])[ScalarType.Float32, ScalarType.BFloat16])
        {
            string type = dtype == ScalarType.Float32 ? "fp32" : "bf16";
            T5ForConditionalGeneration model = BenchmarkModel.Create(dtype);
            T5Config config = model.Config;
            Tensor states = randn(Chunk, config.ModelDimension, dtype: dtype), logits = randn(Chunk, config.VocabularySize, dtype: dtype);
            Tensor queries = randn(1, config.HeadCount, Part, config.KeyValueDimension, dtype: dtype), keys = randn(1, config.HeadCount, 512, config.KeyValueDimension, dtype: dtype);
            Tensor mask = randn(1, config.HeadCount, Part, Part, dtype: dtype);
            owned.AddRange([model, states, logits, queries, keys, mask]);
            AttentionKernel kernel = new(new KernelOptions());
            Dropout dropout = new(0);
            ways.Add(($"{type} part: head of {nodes} nodes", () => Times(nodes / (double)Chunk, () => model.Head(states))));
            ways.Add(($"{type} part: normaliser of {nodes} rows", () => Normalise(logits, nodes)));
            if (dtype == ScalarType.Float32)
            {
                ways.Add(($"{type} … with .NET's exponential", () => NormaliseByRuntime(logits, nodes)));
            }

            ways.Add(($"{type} part: attention", () => Times(config.DecoderLayerCount * nodes / (double)Part, () =>
            {
                kernel.Attend(queries, queries, queries, mask, dropout, training: false);
                kernel.Attend(queries, keys, keys, null, dropout, training: false);
            })));
        }

        return ways;
    }

    private static void Times(double count, Action act)
    {
        using var noGrad = no_grad();
        for (int i = 0; i < Math.Round(count); i++)
        {
            using DisposeScope scope = NewDisposeScope();
            act();
        }
    }

    /// <summary>The normaliser as it was, for comparison.</summary>
    private static float NormaliseByRuntime(Tensor logits, int rows)
    {
        int vocabulary = (int)logits.shape[1];
        Span<float> all = MemoryMarshal.Cast<byte, float>(logits.bytes);
        float result = 0;
        for (int i = 0; i < rows; i++)
        {
            ReadOnlySpan<Vector512<float>> blocks = MemoryMarshal.Cast<float, Vector512<float>>(all.Slice(i % Chunk * vocabulary, vocabulary));
            Vector512<float> top = Vector512.Create(float.NegativeInfinity), sum = default, other = default;
            foreach (Vector512<float> block in blocks)
            {
                top = Vector512.Max(top, block);
            }

            for (int at = 0; at + 2 <= blocks.Length; at += 2)
            {
                sum += Vector512.Exp(blocks[at] - top);
                other += Vector512.Exp(blocks[at + 1] - top);
            }

            result += Vector512.Sum(sum + other);
        }

        return result;
    }

    private static void Normalise(Tensor logits, int rows)
    {
        int vocabulary = (int)logits.shape[1];
        float[] wide = new float[vocabulary];
        Span<byte> bytes = logits.bytes;
        for (int i = 0; i < rows; i++)
        {
            int row = i % Chunk;
            if (logits.dtype == ScalarType.BFloat16)
            {
                LogSumExp.Widen(MemoryMarshal.Cast<byte, ushort>(bytes).Slice(row * vocabulary, vocabulary), wide);
                LogSumExp.Of(wide);
            }
            else
            {
                LogSumExp.Of(MemoryMarshal.Cast<byte, float>(bytes).Slice(row * vocabulary, vocabulary));
            }
        }
    }
}
