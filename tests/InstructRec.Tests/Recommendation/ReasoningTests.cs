using InstructRec.Catalog;
using InstructRec.Checkpoints;
using InstructRec.Decoding;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Scoring;
using InstructRec.T5;
using InstructRec.Templates;
using InstructRec.Tests.Scoring;
using InstructRec.Tokenization;

namespace InstructRec.Tests.Recommendation;

[Collection("native")]
public sealed class ReasoningTests : IDisposable
{
    private static readonly Item[] Films = [.. new[] { "Toy Story (1995)", "Heat (1995)", "Toy Story 2 (1999)", "Alien (1979)", "Up" }.Select((t, i) => new Item($"{i}", t))];
    private static readonly Instruction Wish = new() { Preference = Preference.Implicit([Films[1]]) };
    private readonly TinyCheckpoint _checkpoint = new();

    public void Dispose() => _checkpoint.Dispose();

    [Theory]
    [InlineData(TaskForm.Matching, 5)]
    [InlineData(TaskForm.Reranking, 12)]
    public async Task Candidates_are_scored_after_the_reasoning_that_the_ranking_shows(TaskForm task, int maxTokens)
    {
        await using T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = _checkpoint.Path });
        RankingOptions options = new() { Reasoning = new ReasoningOptions { MaxTokens = maxTokens } };

        Ranking ranking = await new InstructionRecommender(model).RankAsync(Wish with { Task = task }, Films, options);

        FormattedInstruction prompt = ranking.Prompts.Should().ContainSingle().Which;
        prompt.Template.Strategy.Should().Be(TemplateStrategy.ChainOfThought);
        ranking.Timings.Reason.Should().BePositive();

        // By hand: decode greedily, put separator and title behind, add up the title's tokens.
        PretrainedFolder folder = PretrainedFolder.Open(_checkpoint.Path);
        T5Tokenizer tokenizer = folder.LoadTokenizer();
        using T5ForConditionalGeneration network = folder.LoadModel();
        using EncodedInstruction encoded = CandidateScorerGoldenTests.Encode(network, [[.. prompt.TokenIds]]);
        DecodedSequence said = new GreedySearch(new DecodingOptions { MaxNewTokens = maxTokens }).Decode(network, encoded)[0];
        int[] reasoning = [.. said.EndedByEndToken ? said.Tokens.SkipLast(1) : said.Tokens];
        int[] before = [.. reasoning, .. tokenizer.Encode("||")[..^1]];
        CandidateLikelihoods whole = new CandidateScorer(network, "tiny").Score(
            encoded, CandidateTree.Build([.. Films.Select(f => (int[])[.. before, .. tokenizer.Encode(f.Title)])], 0), keepTokens: true);

        ranking.Reasoning.Should().ContainSingle().Which.Should().Be(tokenizer.Decode(reasoning));
        reasoning.Should().NotBeEmpty();
        foreach (RankedItem item in ranking.Items)
        {
            item.Score.LogLikelihood.Should().BeApproximately(whole.TokenLogProbabilities(Array.IndexOf(Films, item.Item)).Skip(before.Length).Sum(), 1e-4);
        }
    }

    [Fact]
    public async Task A_named_chain_of_thought_template_reasons_and_any_other_refuses_to()
    {
        await using T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = _checkpoint.Path });
        InstructionRecommender recommender = new(model);

        (await recommender.RankAsync(Wish with { Task = TaskForm.Matching }, Films, new RankingOptions { TemplateId = "rec-03" })).Reasoning.Should().ContainSingle();
        (await recommender.RankAsync(Wish with { Task = TaskForm.Matching }, Films)).Reasoning.Should().BeEmpty();
        RankingOptions direct = new() { TemplateId = "rec-01", Reasoning = ReasoningOptions.Default };
        (await FluentActions.Awaiting(() => recommender.RankAsync(Wish with { Task = TaskForm.Matching }, Films, direct).AsTask()).Should().ThrowAsync<InstructRecException>())
            .Which.Should().Match<InstructRecException>(e => e.Kind == InstructRecErrorKind.Template && e.Where == "rec-01");
    }

    [Fact]
    public async Task A_tournament_shows_the_reasoning_of_every_prompt_and_a_batch_reasons_as_each_alone()
    {
        await using T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = _checkpoint.Path });
        RankingOptions options = new() { Strategy = new Tournament(2), Reasoning = new ReasoningOptions { MaxTokens = 4 } };
        Ranking ranking = await new InstructionRecommender(model).RankAsync(Wish, Films, options);
        ranking.Reasoning.Should().HaveSameCount(ranking.Prompts);

        ScoringRequest reasoned = new(Wish with { Task = TaskForm.Matching }, Films) { Reasoning = new ReasoningOptions { MaxTokens = 6 } };
        ScoringRequest plain = reasoned with { Reasoning = null };
        IReadOnlyList<CandidateScores> together = await model.ScoreAsync([plain, reasoned, plain with { Instruction = Instruction.Empty }]);
        CandidateScores alone = (await model.ScoreAsync([reasoned]))[0], plainAlone = (await model.ScoreAsync([plain]))[0];
        together[1].Reasoning.Should().Equal(alone.Reasoning);
        together[1].Scores.Zip(alone.Scores).Should().OnlyContain(p => Math.Abs(p.First.Total - p.Second.Total) < 1e-4);
        together[0].Scores.Zip(plainAlone.Scores).Should().OnlyContain(p => Math.Abs(p.First.Total - p.Second.Total) < 1e-4);
        together[0].Reasoning.Should().BeEmpty();
        alone.Scores.Zip(plainAlone.Scores).Should().OnlyContain(p => Math.Abs(p.First.Total - p.Second.Total) > 1e-3, "another text was read, and a reasoning before it");
    }
}
