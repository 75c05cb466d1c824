using System.Text.Json;
using InstructRec.Checkpoints;
using InstructRec.Scoring;
using InstructRec.T5;
using InstructRec.Testing;
using InstructRec.Tokenization;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.Scoring;

[Collection("native")]
public class CandidateScorerGoldenTests
{
    public static TheoryData<string> Files =>
        [.. Directory.GetFiles(GoldenRoot.Of("candidates"), "*.json").Select(f => Path.GetFileName(f)!).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Files))]
    public void Gives_the_reference_likelihoods_and_rankings(string file)
    {
        JsonElement golden = Read("candidates", file);
        int[][] candidates = golden.GetProperty("candidates").Deserialize<int[][]>()!;
        JsonElement[] instructions = [.. golden.GetProperty("instructions").EnumerateArray()];
        int start = golden.GetProperty("start_token").GetInt32();
        using T5ForConditionalGeneration model = PretrainedFolder.Open(Path.GetFullPath(golden.GetProperty("model").GetString()!, GoldenRoot.Of("candidates"))).LoadModel();

        foreach (int partNodes in (int[])[7, CandidateTreeOptions.DefaultMaxPartNodes])
        {
            CandidateTree tree = CandidateTree.Build(candidates, start, new CandidateTreeOptions { MaxPartNodes = partNodes });
            CandidateScorer scorer = new(model, file, new CandidateScorerOptions { HeadRows = 10 });
            using EncodedInstruction batch = Encode(model, [.. instructions.Select(Tokens)]);
            IReadOnlyList<CandidateLikelihoods> together = scorer.Score(batch, [.. instructions.Select(_ => tree)], keepTokens: true);
            for (int i = 0; i < instructions.Length; i++)
            {
                using EncodedInstruction one = Encode(model, [Tokens(instructions[i])]);
                Compare(instructions[i], scorer.Score(one, tree, keepTokens: true));
                Compare(instructions[i], together[i]);
            }
        }
    }

    [Fact]
    public void Reaches_the_reference_from_texts_to_ranking()
    {
        JsonElement golden = Read("end-to-end", "cases.json");
        using T5ForConditionalGeneration model = PretrainedFolder.Open(GoldenRoot.Of("end-to-end")).LoadModel();
        T5Tokenizer tokenizer = T5Tokenizer.Load(Path.GetFullPath(golden.GetProperty("tokenizer").GetString()!, GoldenRoot.Of("end-to-end")));
        foreach (JsonElement row in golden.GetProperty("rows").EnumerateArray())
        {
            int[] instruction = tokenizer.Encode(row.GetProperty("instruction").GetString()!);
            int[][] candidates = [.. row.GetProperty("candidates").Deserialize<string[]>()!.Select(c => tokenizer.Encode(c))];
            instruction.Should().Equal(row.GetProperty("instruction_ids").Deserialize<int[]>()!);
            candidates.Should().BeEquivalentTo(row.GetProperty("candidate_ids").Deserialize<int[][]>()!, o => o.WithStrictOrdering());

            using EncodedInstruction encoded = Encode(model, [instruction]);
            CandidateTree tree = CandidateTree.Build(candidates, model.Config.DecoderStartTokenId);
            CandidateLikelihoods found = new CandidateScorer(model, "end-to-end").Score(encoded, tree);

            Differences(found.Sums.ToArray(), row, "sum_log_prob").Should().BeLessThan(5e-4);
            RankingOrder.Descending(found.Sums).Should().Equal(row.GetProperty("ranking_by_sum").Deserialize<int[]>()!);
            RankingOrder.Descending(Means(found)).Should().Equal(row.GetProperty("ranking_by_mean").Deserialize<int[]>()!);
        }
    }

    internal static EncodedInstruction Encode(T5ForConditionalGeneration model, int[][] instructions)
    {
        int width = instructions.Max(i => i.Length);
        using Tensor ids = tensor(instructions.SelectMany(i => i.Concat(Enumerable.Repeat(0, width - i.Length)).Select(t => (long)t)).ToArray(), [instructions.Length, width]);
        using Tensor mask = tensor(instructions.SelectMany(i => Enumerable.Range(0, width).Select(p => p < i.Length ? 1L : 0L)).ToArray(), [instructions.Length, width]);
        return model.Encode(ids, mask);
    }

    private static void Compare(JsonElement golden, CandidateLikelihoods found)
    {
        Differences(found.Sums.ToArray(), golden, "sum_log_prob").Should().BeLessThan(1e-4);
        Differences(Means(found), golden, "mean_log_prob").Should().BeLessThan(1e-4);
        RankingOrder.Descending(found.Sums).Should().Equal(golden.GetProperty("ranking_by_sum").Deserialize<int[]>()!);
        RankingOrder.Descending(Means(found)).Should().Equal(golden.GetProperty("ranking_by_mean").Deserialize<int[]>()!);
        double[][] tokens = golden.GetProperty("token_log_probs").Deserialize<double[][]>()!;
        for (int i = 0; i < tokens.Length; i++)
        {
            found.TokenLogProbabilities(i).Zip(tokens[i], (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(2e-5);
        }
    }

    private static double Differences(double[] values, JsonElement golden, string name)
    {
        double[] expected = golden.GetProperty(name).Deserialize<double[]>()!;
        values.Should().HaveSameCount(expected);
        return values.Zip(expected, (a, b) => Math.Abs(a - b)).Max();
    }

    private static double[] Means(CandidateLikelihoods found) => [.. Enumerable.Range(0, found.Count).Select(found.Mean)];

    private static int[] Tokens(JsonElement instruction) => instruction.GetProperty("instruction_tokens").Deserialize<int[]>()!;

    private static JsonElement Read(params string[] path) => JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(GoldenRoot.Of(path)));
}
