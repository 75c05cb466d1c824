using InstructRec.Benchmarks.Scoring;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Kernels;

/// <summary>Forward and backward of a small network over 32 instructions of 100 tokens with 8 packed targets of 10, head left out, in float32 and bfloat16.</summary>
internal static class TrainingStepProfile
{
    private const int Batch = 32, Source = 100, Targets = 8, TargetLength = 10, Nodes = Targets * TargetLength;

    private static readonly T5Config Config = new()
    {
        VocabularySize = 4000,
        ModelDimension = 128,
        KeyValueDimension = 32,
        HeadCount = 4,
        FeedForwardDimension = 512,
        EncoderLayerCount = 2,
        DecoderLayerCount = 2,
        DropoutRate = 0,
    };

    public static void Run(int rounds)
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(1);
        Tensor ids = randint(3, Config.VocabularySize, [Batch, Source], ScalarType.Int64, generator: generator);
        Tensor mask = ones(Batch, Source, dtype: ScalarType.Int64);
        mask.narrow(0, 0, Batch / 2).narrow(1, Source - 10, 10).zero_();
        PackedTargets targets = Pack(randint(3, Config.VocabularySize, [Batch, Nodes], ScalarType.Int64, generator: generator));
        List<(string Name, Action Way)> ways = [];
        foreach (ScalarType type in (ScalarType[])[ScalarType.Float32, ScalarType.BFloat16])
        {
            T5ForConditionalGeneration model = new(Config, dtype: type);
            model.InitializeWeights(generator);
            model.train();
            ways.Add(($"{type}: encoder", () => Step(() => model.EncodeHidden(ids, mask))));
            ways.Add(($"{type}: encoder and decoder", () => Step(() => model.DecodePacked(targets, model.EncodeHidden(ids, mask), mask))));
        }

        double[] medians = Turns.Medians(rounds, [.. ways]);
        for (int i = 0; i < medians.Length; i++)
        {
            Console.WriteLine($"{ways[i].Name,-40} {Batch / medians[i] * 1000:F0} instructions and {Batch * Targets / medians[i] * 1000:F0} targets a second");
        }
    }

    private static void Step(Func<Tensor> forward)
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor states = forward();
        autograd.backward([states], [ones_like(states)]);
    }

    private static PackedTargets Pack(Tensor tokenIds)
    {
        Tensor places = arange(Nodes, ScalarType.Int64);
        Tensor target = places.div(TargetLength, RoundingMode.floor);
        Tensor visible = target.unsqueeze(0).eq(target.unsqueeze(1)).logical_and(places.unsqueeze(0).le(places.unsqueeze(1)));
        Tensor depths = places.remainder(TargetLength);
        return new PackedTargets(tokenIds, depths.expand(Batch, Nodes).contiguous(), visible.expand(Batch, Nodes, Nodes).contiguous(), TargetLength - 1);
    }
}
