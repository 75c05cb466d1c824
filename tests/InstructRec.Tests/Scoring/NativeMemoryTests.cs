using InstructRec.Decoding;
using InstructRec.Scoring;
using InstructRec.T5;
using static TorchSharp.torch;

namespace InstructRec.Tests.Scoring;

[Collection("native")]
public class NativeMemoryTests
{
    [Fact]
    public void Five_hundred_calls_leave_nothing_behind()
    {
        using T5ForConditionalGeneration model = SmallModel.Create();
        CandidateScorer scorer = new(model, "small");
        CandidateTree tree = CandidateTree.Build(SmallModel.Candidates(20, 1), 0);
        CatalogTrie trie = CatalogTrie.Build(SmallModel.Candidates(20, 1), 1);
        GreedySearch greedy = new(new DecodingOptions { MaxNewTokens = 3 });
        BeamSearch beams = new(new BeamSearchOptions { MaxNewTokens = 3, BeamCount = 2, Processors = [new AllowedTokens(trie)] });
        Sampling sampling = new(new SamplingOptions { MaxNewTokens = 3 });
        int number = 0;
        void Call()
        {
            using EncodedInstruction encoded = CandidateScorerGoldenTests.Encode(model, [[5, 6, 7, 1], [8, 1]]);
            scorer.Score(encoded, [tree, tree]);
            _ = (number++ % 3) switch { 0 => (object)greedy.Decode(model, encoded), 1 => beams.Decode(model, encoded), _ => sampling.Decode(model, encoded) };
        }

        for (int i = 0; i < 60; i++)
        {
            Call();
        }

        (long tensors, long memory) = (SettledMemory.LiveTensors(), SettledMemory.ResidentBytes());
        for (int i = 0; i < 500; i++)
        {
            Call();
        }

        Tensor.TotalCount.Should().Be(tensors);
        (SettledMemory.ResidentBytes() - memory).Should().BeLessThan(24_000_000, "what a call makes is freed with it");
    }

    [Fact]
    public void Cancelled_decoding_frees_its_caches()
    {
        using T5ForConditionalGeneration model = SmallModel.Create();
        using EncodedInstruction encoded = CandidateScorerGoldenTests.Encode(model, [[5, 6, 7, 1], [8, 1]]);
        long alive = SettledMemory.LiveTensors();
        using CancellationTokenSource source = new();
        GreedySearch greedy = new(new DecodingOptions { Processors = [new MinimumNewTokens(60, 1)] });
        greedy.Invoking(g => g.Decode(model, encoded, t => { if (t.Position == 3) { source.Cancel(); } }, source.Token)).Should().Throw<OperationCanceledException>();
        source.IsCancellationRequested.Should().BeTrue();
        Action beams = () => new BeamSearch().Decode(model, encoded, source.Token);
        beams.Should().Throw<OperationCanceledException>();

        Tensor.TotalCount.Should().Be(alive);
    }

    [Fact]
    public void Random_networks_say_nothing_outside_a_catalogue()
    {
        using T5ForConditionalGeneration model = SmallModel.Create();
        using EncodedInstruction encoded = CandidateScorerGoldenTests.Encode(model, [[5, 6, 7, 1], [8, 1], [9, 10, 1]]);
        for (int seed = 0; seed < 5; seed++)
        {
            int[][] titles = SmallModel.Candidates(1 + (seed * 5), seed);
            AllowedTokens[] rule = [new(CatalogTrie.Build(titles, 1))];
            HashSet<string> catalogue = [.. titles.Select(t => string.Join(' ', t))];
            CandidateLikelihoods likelihoods = new CandidateScorer(model, "small").Score(encoded, [.. Enumerable.Repeat(CandidateTree.Build(titles, 0), 3)])[1];
            IReadOnlyList<DecodedSequence> found = new BeamSearch(new BeamSearchOptions { Processors = rule, BeamCount = 30, LengthPenalty = 0 }).Decode(model, encoded)[1];

            found.Should().OnlyContain(s => s.EndedByEndToken && catalogue.Contains(string.Join(' ', s.Tokens)));
            found.Should().HaveCount(catalogue.Count);
            foreach (DecodedSequence sequence in found)
            {
                int title = Array.FindIndex(titles, t => t.AsSpan().SequenceEqual(sequence.Tokens.ToArray()));
                sequence.Score.Should().BeApproximately(likelihoods.Sums[title], 1e-4, "a beam's sum under a trie is the title's likelihood");
            }
        }
    }
}
