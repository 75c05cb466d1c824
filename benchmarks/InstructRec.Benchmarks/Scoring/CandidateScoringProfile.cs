using InstructRec.Benchmarks.Decoding;
using InstructRec.Scoring;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Scoring;

/// <summary>Candidates after one instruction of 512 tokens: naive, padded and packed.</summary>
internal static class CandidateScoringProfile
{
    public static void Run(int candidateCount, int rounds)
    {
        int[][] candidates = SyntheticTitles.Create(candidateCount, seed: 3, minimum: 7, maximum: 12);
        CandidateTree tree = CandidateTree.Build(candidates, 0);
        Console.WriteLine($"{candidateCount} candidates, {candidates.Sum(c => c.Length)} tokens, {tree.NodeCount} nodes in {tree.PartCount} parts; {get_num_threads()} threads");
        List<(string, Action)> ways = [];
        List<IDisposable> owned = [];
        Dictionary<string, double[]> sums = [];
        foreach (ScalarType dtype in (ScalarType[])[ScalarType.Float32, ScalarType.BFloat16])
        {
            T5ForConditionalGeneration model = BenchmarkModel.Create(dtype);
            using Tensor ids = BenchmarkModel.Instructions(1, 512);
            using var noGrad = no_grad();
            Tensor hidden = model.EncodeHidden(ids, null);
            EncodedInstruction encoded = model.Encode(ids, null);
            owned.AddRange([model, hidden, encoded]);
            string type = dtype == ScalarType.Float32 ? "fp32" : "bf16";
            if (candidateCount <= 200 && dtype == ScalarType.Float32)
            {
                ways.Add(($"{type} naive: encoder output expanded, whole head", () => sums[$"{type} naive"] = Naive(model, hidden, candidates)));
            }

            ways.Add(($"{type} padded: cross keys and values once, whole rows", () => sums[$"{type} padded"] = Padded(model, encoded, candidates)));
            foreach (int nodes in (int[])[256, 512, 1100])
            {
                CandidateTree cut = CandidateTree.Build(candidates, 0, new CandidateTreeOptions { MaxPartNodes = nodes });
                foreach (int head in (int[])[128])
                {
                    CandidateScorer scorer = new(model, "random", new CandidateScorerOptions { HeadRows = head });
                    ways.Add(($"{type} packed: parts of {nodes}, head of {head}", () => sums[$"{type} packed {nodes}"] = scorer.Score(encoded, cut).Sums.ToArray()));
                }
            }
        }

        ways.AddRange(ScoringParts.Ways(tree.NodeCount, owned));
        double[] medians = Turns.Medians(rounds, [.. ways]);
        for (int i = 1; i < medians.Length; i++)
        {
            Console.WriteLine($"{ways[i].Item1,-58} {medians[0] / medians[i]:F2} times as fast as the first");
        }

        foreach ((string name, double[] values) in sums)
        {
            Console.WriteLine($"{name}: largest difference to the fp32 padded sums {values.Zip(sums["fp32 padded"], (a, b) => Math.Abs(a - b)).Max():G3} of about {values.Average():F1}");
        }

        owned.ForEach(o => o.Dispose());
    }

    internal static double[] Naive(T5ForConditionalGeneration model, Tensor hidden, int[][] candidates)
    {
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        (PackedTargets targets, Tensor labels, Tensor real) = Rows(candidates);
        Tensor states = model.DecodePacked(targets, hidden.expand(candidates.Length, -1, -1), null);
        return Sums(model, states, labels, real);
    }

    internal static double[] Padded(T5ForConditionalGeneration model, EncodedInstruction encoded, int[][] candidates)
    {
        double[] sums = new double[candidates.Length];
        for (int from = 0; from < candidates.Length; from += 100)
        {
            using DisposeScope scope = NewDisposeScope();
            using var noGrad = no_grad();
            int[][] some = candidates[from..Math.Min(from + 100, candidates.Length)];
            (PackedTargets targets, Tensor labels, Tensor real) = Rows(some);
            Sums(model, model.DecodePacked(targets, encoded), labels, real).CopyTo(sums, from);
        }

        return sums;
    }

    private static double[] Sums(T5ForConditionalGeneration model, Tensor states, Tensor labels, Tensor real)
    {
        Tensor logProbabilities = nn.functional.log_softmax(model.Head(states).to_type(ScalarType.Float32), -1);
        return logProbabilities.gather(-1, labels.unsqueeze(-1)).squeeze(-1).mul(real).sum(-1, type: ScalarType.Float64).data<double>().ToArray();
    }

    private static (PackedTargets Targets, Tensor Labels, Tensor Real) Rows(int[][] candidates)
    {
        int width = candidates.Max(c => c.Length);
        long[] read = new long[candidates.Length * width], labels = new long[read.Length];
        float[] real = new float[read.Length];
        for (int row = 0; row < candidates.Length; row++)
        {
            for (int i = 0; i < candidates[row].Length; i++)
            {
                labels[(row * width) + i] = candidates[row][i];
                real[(row * width) + i] = 1;
                if (i + 1 < width)
                {
                    read[(row * width) + i + 1] = candidates[row][i];
                }
            }
        }

        Tensor visible = ones(width, width, dtype: ScalarType.Bool).tril().unsqueeze(0);
        PackedTargets targets = new(tensor(read, [candidates.Length, width]), arange(width, ScalarType.Int64).unsqueeze(0), visible, width - 1);
        return (targets, tensor(labels, [candidates.Length, width]), tensor(real, [candidates.Length, width]));
    }
}
