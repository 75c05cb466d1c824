using InstructRec.Scoring;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.Scoring;

[Collection("native")]
public sealed class CandidateScorerTests : IDisposable
{
    private readonly T5ForConditionalGeneration _model = SmallModel.Create();
    private readonly CandidateScorer _scorer;

    public CandidateScorerTests() => _scorer = new CandidateScorer(_model, "small");

    public void Dispose() => _model.Dispose();

    [Fact]
    public void Instructions_with_sets_of_their_own_score_as_each_alone()
    {
        int[][] instructions = [[5, 6, 7, 1], [9, 1], [8, 7, 6, 5, 4, 3, 1]];
        CandidateTree[] trees = [.. instructions.Select((_, i) => CandidateTree.Build(SmallModel.Candidates(3 + (20 * i), i), 0, new CandidateTreeOptions { MaxPartNodes = 16 }))];
        using EncodedInstruction batch = CandidateScorerGoldenTests.Encode(_model, instructions);
        IReadOnlyList<CandidateLikelihoods> together = _scorer.Score(batch, trees);
        for (int i = 0; i < trees.Length; i++)
        {
            using EncodedInstruction one = CandidateScorerGoldenTests.Encode(_model, [instructions[i]]);
            double[] alone = _scorer.Score(one, trees[i]).Sums.ToArray();
            alone.Zip(together[i].Sums.ToArray(), (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1e-4);
        }
    }

    [Fact]
    public void The_same_call_gives_the_same_bits_and_equal_titles_tie_exactly()
    {
        int[][] candidates = SmallModel.Candidates(40, 5);
        candidates[31] = [.. candidates[2]];
        CandidateTree tree = CandidateTree.Build(candidates, 0, new CandidateTreeOptions { MaxPartNodes = 8 });
        using EncodedInstruction encoded = CandidateScorerGoldenTests.Encode(_model, [[5, 6, 7, 1]]);
        double[] first = _scorer.Score(encoded, tree).Sums.ToArray();

        _scorer.Score(encoded, tree).Sums.ToArray().Should().Equal(first);
        first[31].Should().Be(first[2]);
    }

    [Theory]
    [InlineData(1, 0)]
    [InlineData(2, 1)]
    [InlineData(3, 3)]
    [InlineData(4, 9)]
    [InlineData(5, 40)]
    public void A_forced_beginning_scores_as_the_concatenation_and_counts_as_context_only(int seed, int length)
    {
        Random random = new(seed);
        int[] prefix = [.. Enumerable.Range(0, length).Select(_ => random.Next(2, 60))];
        int[][] candidates = SmallModel.Candidates(12, seed);
        using EncodedInstruction encoded = CandidateScorerGoldenTests.Encode(_model, [[5, 6, 1]]);
        CandidateLikelihoods forced = _scorer.Score(encoded, CandidateTree.Build(candidates, 0, new CandidateTreeOptions { DecoderPrefix = prefix, MaxPartNodes = length + 8 }));
        forced.DecoderPrefix.Should().Equal(prefix);
        CandidateLikelihoods whole = _scorer.Score(encoded, CandidateTree.Build([.. candidates.Select(c => prefix.Concat(c).ToArray())], 0), keepTokens: true);
        for (int i = 0; i < candidates.Length; i++)
        {
            forced.Sums[i].Should().BeApproximately(whole.TokenLogProbabilities(i).Skip(prefix.Length).Sum(), 1e-4);
        }
    }

    [Fact]
    public void Bfloat16_stays_near_float32()
    {
        using T5ForConditionalGeneration half = SmallModel.Create(ScalarType.BFloat16);
        CandidateTree tree = CandidateTree.Build(SmallModel.Candidates(40, 5), 0);
        using EncodedInstruction encoded = CandidateScorerGoldenTests.Encode(_model, [[5, 6, 7, 1]]), halfEncoded = CandidateScorerGoldenTests.Encode(half, [[5, 6, 7, 1]]);
        double[] full = _scorer.Score(encoded, tree).Sums.ToArray(), rounded = new CandidateScorer(half, "half").Score(halfEncoded, tree).Sums.ToArray();

        full.Zip(rounded, (a, b) => Math.Abs(a - b)).Max().Should().BeInRange(1e-6, 0.5);
    }

    [Fact]
    public void One_candidate_and_the_empty_title_are_scored()
    {
        using EncodedInstruction encoded = CandidateScorerGoldenTests.Encode(_model, [[5, 1]]);
        CandidateLikelihoods found = _scorer.Score(encoded, CandidateTree.Build([[1]], 0));
        found.Sums[0].Should().BeNegative();
        found.TokenCount(0).Should().Be(1);
        found.HasTokens.Should().BeFalse();
        found.Invoking(f => f.TokenLogProbabilities(0)).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public void NaN_names_the_checkpoint()
    {
        using (no_grad())
        {
            _model.named_parameters().First(p => p.name == "decoder.final_layer_norm.weight").parameter.fill_(float.NaN);
        }

        using EncodedInstruction encoded = CandidateScorerGoldenTests.Encode(_model, [[5, 1]]);
        CandidateScorer scorer = new(_model, "models/broken");
        scorer.Invoking(s => s.Score(encoded, CandidateTree.Build([[2, 1]], 0)))
            .Should().Throw<InstructRecException>().Where(e => e.Kind == InstructRecErrorKind.Scores && e.Where == "models/broken");
    }

    [Fact]
    public void Refuses_a_token_that_the_network_has_not_and_a_tree_too_few()
    {
        using EncodedInstruction encoded = CandidateScorerGoldenTests.Encode(_model, [[5, 1], [6, 1]]);
        CandidateTree tree = CandidateTree.Build([[2, 1]], 0), foreign = CandidateTree.Build([[60, 1]], 0);
        _scorer.Invoking(s => s.Score(encoded, [tree, foreign])).Should().Throw<ArgumentException>().WithMessage("*60*vocabulary*");
        _scorer.Invoking(s => s.Score(encoded, tree)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void A_large_set_reports_progress_is_cancelled_between_parts_and_frees_what_it_held()
    {
        CandidateTree tree = CandidateTree.Build(SmallModel.Candidates(400, 1), 0, new CandidateTreeOptions { MaxPartNodes = 16 });
        using EncodedInstruction encoded = CandidateScorerGoldenTests.Encode(_model, [[5, 6, 7, 1]]);
        List<ScoringProgress> told = [];
        _scorer.Score(encoded, tree, progress: new Told(told.Add));
        told.Should().HaveCount(tree.PartCount).And.BeInAscendingOrder(p => p.ScoredNodes);
        told[^1].Should().Be(new ScoringProgress(tree.NodeCount, tree.NodeCount));

        long alive = SettledMemory.LiveTensors();
        using CancellationTokenSource source = new();
        told.Clear();
        Action scoring = () => _scorer.Score(encoded, tree, progress: new Told(p =>
        {
            told.Add(p);
            if (told.Count == 3)
            {
                source.Cancel();
            }
        }), cancellationToken: source.Token);
        scoring.Should().Throw<OperationCanceledException>();
        told.Should().HaveCount(3);
        Tensor.TotalCount.Should().Be(alive);
    }

    private sealed class Told(Action<ScoringProgress> tell) : IProgress<ScoringProgress>
    {
        public void Report(ScoringProgress value) => tell(value);
    }
}
