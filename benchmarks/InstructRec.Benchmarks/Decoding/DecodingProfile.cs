using InstructRec.Benchmarks.Scoring;
using InstructRec.Decoding;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Decoding;

/// <summary>Greedy decoding after 512 tokens beside one large product, a step at several places, and beams beside rows.</summary>
internal static class DecodingProfile
{
    private static readonly Dictionary<T5ForConditionalGeneration, KeyValueCache> Filled = [];

    public static void Run(int rounds)
    {
        List<IDisposable> owned = [];
        List<(string Name, Action Way)> ways = [];
        List<(string Name, Func<(double, double)> Way)> steps = [];
        Tensor left = randn(4096, 4096), right = randn(4096, 4096);
        owned.AddRange([left, right]);
        ways.Add(("fp32 product 4096^3", () => left.mm(right).Dispose()));
        foreach (ScalarType dtype in (ScalarType[])[ScalarType.Float32, ScalarType.BFloat16])
        {
            string type = dtype == ScalarType.Float32 ? "fp32" : "bf16";
            T5ForConditionalGeneration model = BenchmarkModel.Create(dtype);
            using Tensor ids = BenchmarkModel.Instructions(32, 512);
            EncodedInstruction[] encoded = [.. ((int[])[1, 8, 32]).Select(rows => model.Encode(ids.narrow(0, 0, rows), null))];
            owned.AddRange([model, .. encoded]);
            MinimumNewTokens whole = new(1000, model.Config.EndTokenId);
            GreedySearch greedy = new(new DecodingOptions { MaxNewTokens = 32, Processors = [whole] });
            BeamSearch beam = new(new BeamSearchOptions { MaxNewTokens = 32, BeamCount = 4, Processors = [whole] });
            ways.Add(($"{type} greedy, 1 row, 32 tokens", () => greedy.Decode(model, encoded[0])));
            ways.Add(($"{type} weights of the decoder read 32 times", () => ReadWeights(model, 32)));
            ways.Add(($"{type} greedy, 32 rows, 32 tokens", () => greedy.Decode(model, encoded[2])));
            ways.Add(($"{type} beam 4 of 8 rows, 32 tokens", () => beam.Decode(model, encoded[1])));
            steps.Add(($"{type} with cache", () => Places(model, encoded[0], rounds)));
            Tensor hidden;
            using (var noGrad = no_grad())
            {
                hidden = model.EncodeHidden(ids.narrow(0, 0, 1), null);
            }

            owned.Add(hidden);
            ways.AddRange(StepParts.Ways(dtype, 20, owned));
            ways.Add(($"{type} 20 steps with cache from length 64", () => WithCache(model, encoded[0], 64, 20)));
            ways.Add(($"{type} 20 steps without any cache at length 64", () => WithoutCache(model, hidden, 64, 20)));
            ways.Add(($"{type} … with the instruction's keys and values kept, last head only", () => WithoutSelfCache(model, encoded[0], 64, 20)));
        }

        foreach ((string name, Func<(double, double)> way) in steps)
        {
            (double first, double later) = way();
            Console.WriteLine($"{name}: 20 steps from length 1 {first:F1} ms, from length 64 {later:F1} ms, {later / first:F3} times (processor time)");
        }

        double[] medians = Turns.Medians(rounds, [.. ways]);
        for (int i = 1; i < medians.Length; i++)
        {
            Console.WriteLine($"{ways[i].Name,-58} {medians[i] / medians[0]:F2} of the product's time");
        }

        foreach (string type in (string[])["fp32", "bf16"])
        {
            double cached = Of($"{type} 20 steps with cache from length 64");
            Console.WriteLine($"{type} step with cache: {cached / Of($"{type} 20 steps without any cache at length 64"):F3} of one without any, {cached / Of($"{type} … with the instruction's keys and values kept, last head only"):F3} of one that lacks only the decoder's own; greedy {Of($"{type} greedy, 1 row, 32 tokens") / Of($"{type} weights of the decoder read 32 times"):F2} times reading the weights; beam 4 of 8 {Of($"{type} beam 4 of 8 rows, 32 tokens") / Of($"{type} greedy, 32 rows, 32 tokens"):F2} of greedy 32");
        }

        double Of(string name) => medians[ways.FindIndex(w => w.Name == name)];
        owned.ForEach(o => o.Dispose());
    }

    /// <summary>The medians of 20 steps at the beginning of a sequence and 20 from its 64th token on.</summary>
    private static (double First, double Later) Places(T5ForConditionalGeneration model, EncodedInstruction encoded, int rounds)
    {
        double[] first = new double[rounds], later = new double[rounds];
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor token = zeros(1, 1, dtype: ScalarType.Int64);
        for (int round = 0; round < rounds; round++)
        {
            using KeyValueCache cache = model.CreateCache(1, 96);
            for (int i = 0; i < 84; i++)
            {
                TimeSpan before = Environment.CpuUsage.TotalTime;
                model.DecodeStep(token, cache, encoded).Dispose();
                double took = (Environment.CpuUsage.TotalTime - before).TotalMilliseconds;
                first[round] += i < 20 ? took : 0;
                later[round] += i >= 64 ? took : 0;
            }
        }

        return (first.Order().ElementAt(rounds / 2), later.Order().ElementAt(rounds / 2));
    }

    /// <summary>The cache is filled once and then used for as many steps as it has room.</summary>
    private static void WithCache(T5ForConditionalGeneration model, EncodedInstruction encoded, int length, int steps)
    {
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor token = zeros(1, 1, dtype: ScalarType.Int64);
        if (!Filled.TryGetValue(model, out KeyValueCache? cache) || cache.Length + steps > cache.MaxLength)
        {
            cache?.Dispose();
            Filled[model] = cache = model.CreateCache(1, length + (4 * steps));
            for (int i = 0; i < length; i++)
            {
                model.DecodeStep(token, cache, encoded).Dispose();
            }

            return;
        }

        for (int i = 0; i < steps; i++)
        {
            model.DecodeStep(token, cache, encoded).Dispose();
        }
    }

    /// <summary>What a loop over a network without caches does (Hugging Face's use_cache=False): the decoder over all tokens, the instruction's keys and values made again, the head at every place.</summary>
    private static void WithoutCache(T5ForConditionalGeneration model, Tensor hidden, int length, int steps)
    {
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        PackedTargets targets = Causal(length);
        for (int i = 0; i < steps; i++)
        {
            using DisposeScope step = NewDisposeScope();
            model.Head(model.DecodePacked(targets, hidden, null)).narrow(1, length - 1, 1).to_type(ScalarType.Float32);
        }
    }

    /// <summary>Half a cache: only the self-attention's keys and values are made again.</summary>
    private static void WithoutSelfCache(T5ForConditionalGeneration model, EncodedInstruction encoded, int length, int steps)
    {
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        PackedTargets targets = Causal(length);
        for (int i = 0; i < steps; i++)
        {
            using DisposeScope step = NewDisposeScope();
            model.Head(model.DecodePacked(targets, encoded).narrow(1, length - 1, 1));
        }
    }

    private static PackedTargets Causal(int length) => new(
        zeros(1, length, dtype: ScalarType.Int64), arange(length, ScalarType.Int64).unsqueeze(0), ones(length, length, dtype: ScalarType.Bool).tril().unsqueeze(0), length - 1);

    private static void ReadWeights(T5ForConditionalGeneration model, int times)
    {
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor[] weights = [.. model.named_parameters().Where(p => p.name.StartsWith("decoder", StringComparison.Ordinal) || p.name.StartsWith("lm_head", StringComparison.Ordinal)).Select(p => (Tensor)p.parameter)];
        for (int i = 0; i < times; i++)
        {
            foreach (Tensor weight in weights)
            {
                weight.sum().Dispose();
            }
        }
    }
}
