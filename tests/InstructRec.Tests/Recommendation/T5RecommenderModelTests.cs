using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Runtime;
using InstructRec.Scoring;
using TorchSharp;

namespace InstructRec.Tests.Recommendation;

[Collection("native")]
public sealed class T5RecommenderModelTests : IDisposable
{
    private static readonly Item[] Films = [.. new[] { "Toy Story (1995)", "Heat (1995)", "Toy Story 2 (1999)", "Alien (1979)", "Heat (1995)", "Up" }.Select((t, i) => new Item($"{i}", t))];
    private static readonly Instruction Wish = new() { Preference = Preference.Implicit([Films[1]]), Intention = Intention.Vague("something for children") };
    private readonly TinyCheckpoint _checkpoint = new();

    public void Dispose() => _checkpoint.Dispose();

    [Fact]
    public async Task Every_task_form_is_answered_and_probabilities_are_probabilities()
    {
        await using T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = _checkpoint.Path });
        InstructionRecommender recommender = new(model);

        foreach (TaskForm task in Enum.GetValues<TaskForm>())
        {
            Ranking ranking = await recommender.RankAsync(Wish with { Task = task }, Films);
            ranking.Items.Should().HaveCount(Films.Length);
            ranking.Items.Should().OnlyContain(i => i.Probability >= 0 && i.Probability <= 1);
            ranking.Prompts.Should().NotBeEmpty().And.OnlyContain(p => p.Text.Contains("something for children"));
        }

        (await recommender.JudgeAsync(Wish, Films[0])).Probability.Should().BeInRange(0, 1);
        (await recommender.CompareAsync(Wish, Films[0], Films[3])).Probability.Should().BeInRange(0.5, 1);
    }

    [Fact]
    public async Task Equal_titles_tie_exactly_in_the_candidates_order()
    {
        await using T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = _checkpoint.Path });

        Ranking ranking = await new InstructionRecommender(model).RankAsync(Wish with { Task = TaskForm.Matching }, Films);

        RankedItem[] heats = [.. ranking.Items.Where(i => i.Item.Title.StartsWith("Heat", StringComparison.Ordinal))];
        heats[0].Score.Should().Be(heats[1].Score);
        heats.Select(h => h.Item.Id).Should().Equal("1", "4");
        heats[1].Rank.Should().Be(heats[0].Rank + 1);
    }

    [Fact]
    public async Task Matching_names_nothing_outside_the_catalogue()
    {
        await using T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = _checkpoint.Path });

        Ranking ranking = await new InstructionRecommender(model).MatchAsync(Wish, Films, new RankingOptions { Top = 4, ExcludeHistory = true });

        ranking.Items.Should().HaveCountLessThanOrEqualTo(4).And.OnlyContain(i => Films.Contains(i.Item) && i.Item.Id != "1");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public async Task Filters_of_a_matching_give_what_a_catalogue_without_the_rest_gives(int seed)
    {
        await using T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = _checkpoint.Path, Correction = new ScoreCorrection(0.5) });
        Random random = new(seed);
        string[] words = ["heat", "toy", "story", "alien", "night", "river"];
        Item[] films = [.. Enumerable.Range(0, 120).Select(i => new Item($"{i}", string.Join(' ', Enumerable.Range(0, 1 + random.Next(3)).Select(_ => words[random.Next(words.Length)]))))];
        HashSet<string> allow = [.. films.Where((_, i) => i % 5 != 0).Select(f => f.Id)], deny = ["1", "2", "3"];
        Instruction seen = new() { Preference = Preference.Implicit([films[7], films[8]]) };
        InstructionRecommender recommender = new(model);
        Ranking filtered = await recommender.MatchAsync(seen, films, new RankingOptions { ExcludeHistory = true, Allow = allow, Deny = deny });

        Ranking expected = await recommender.MatchAsync(seen, [.. films.Where(f => allow.Contains(f.Id) && !deny.Contains(f.Id) && f.Id is not ("7" or "8"))]);
        filtered.Items.Should().Equal(expected.Items);
        filtered.Items.Should().HaveCount(10);
        (await recommender.Awaiting(r => r.MatchAsync(seen, films, new RankingOptions { Allow = new HashSet<string>() }).AsTask()).Should().ThrowAsync<InstructRecException>())
            .Which.Message.Should().Contain("filters");
    }

    [Fact]
    public async Task The_correction_is_visible_part_by_part()
    {
        ScoreCorrection correction = new(PriorWeight: 0.75);
        await using T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = _checkpoint.Path, Correction = correction });
        Instruction empty = new() { Task = TaskForm.Matching };

        CandidateScores scores = (await model.ScoreAsync([new ScoringRequest(empty, Films)]))[0];

        // Under the empty instruction itself likelihood and prior are the same number.
        scores.Scores.Should().OnlyContain(s => Math.Abs(s.LogLikelihood - s.Prior) < 1e-4 && Math.Abs(s.Total - (0.25 * s.LogLikelihood)) < 1e-4);
    }

    [Fact]
    public async Task Many_callers_at_once_get_what_each_gets_alone_and_repeated_requests_are_bit_equal()
    {
        await using T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = _checkpoint.Path });
        ScoringRequest[] requests = [.. Films.Select(f => new ScoringRequest(Wish with { Task = TaskForm.Matching, Preference = Preference.Implicit([f]) }, Films))];
        List<double[]> alone = [];
        foreach (ScoringRequest request in requests)
        {
            alone.Add(Sums((await model.ScoreAsync([request]))[0]));
        }

        CandidateScores[] together = [.. await model.ScoreAsync(requests)];
        CandidateScores[] concurrent = await Task.WhenAll(Enumerable.Range(0, 64).Select(async i => (await model.ScoreAsync([requests[i % requests.Length]]))[0]));

        for (int i = 0; i < requests.Length; i++)
        {
            Sums(together[i]).Zip(alone[i]).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) <= 1e-4);
        }

        Sums((await model.ScoreAsync([requests[0]]))[0]).Should().Equal(alone[0], "alone and repeated: bit-equal");
        for (int i = 0; i < concurrent.Length; i++)
        {
            Sums(concurrent[i]).Zip(alone[i % requests.Length]).Should().OnlyContain(pair => Math.Abs(pair.First - pair.Second) <= 1e-4);
        }
    }

    [Fact]
    public async Task Nothing_native_is_left_behind()
    {
        await using DeviceWorker worker = new();
        await worker.RunAsync(() => torch.zeros(1).Dispose());
        long before = SettledMemory.LiveTensors();
        long loaded;
        await using (T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = _checkpoint.Path, Correction = new ScoreCorrection(1) }, worker))
        {
            await model.LoadAsync();
            loaded = torch.Tensor.TotalCount;
            for (int i = 0; i < 50; i++)
            {
                await model.ScoreAsync([new ScoringRequest(Wish with { Task = (TaskForm)(i % 2 == 0 ? 2 : 3) }, Films)]);
                using CancellationTokenSource cancelled = new();
                await cancelled.CancelAsync();
                await FluentActions.Awaiting(() => model.ScoreAsync([new ScoringRequest(Wish with { Task = TaskForm.Matching }, Films)], cancelled.Token).AsTask()).Should().ThrowAsync<OperationCanceledException>();
            }

            torch.Tensor.TotalCount.Should().Be(loaded);
        }

        // A Parameter takes over the handle of the tensor it is made from, and TorchSharp goes on counting that empty tensor: half of what loading
        // added to the count are such husks, without memory.
        (loaded - torch.Tensor.TotalCount).Should().Be((loaded - before) / 2);
    }

    [Fact]
    public async Task A_missing_checkpoint_is_told_by_its_path_and_the_next_call_tries_again()
    {
        await using T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = Path.Combine(_checkpoint.Path, "nowhere") });

        for (int i = 0; i < 2; i++)
        {
            (await FluentActions.Awaiting(() => model.LoadAsync().AsTask()).Should().ThrowAsync<InstructRecException>())
                .Which.Should().Match<InstructRecException>(e => e.Kind == InstructRecErrorKind.Checkpoint && e.Message.Contains("nowhere"));
        }
    }

    [Fact]
    public async Task Priors_are_kept_beside_the_checkpoint_and_made_anew_when_it_changes()
    {
        T5RecommenderOptions options = new() { Checkpoint = _checkpoint.Path, Correction = new ScoreCorrection(1) };
        ScoringRequest request = new(Wish with { Task = TaskForm.Matching }, Films);
        string file = Path.Combine(_checkpoint.Path, "title-priors.bin");
        double[] first = await PriorsAsync();
        DateTime written = File.GetLastWriteTimeUtc(file);

        (await PriorsAsync()).Should().Equal(first);
        File.GetLastWriteTimeUtc(file).Should().Be(written, "the file held");
        File.AppendAllText(Path.Combine(_checkpoint.Path, "config.json"), " ");
        (await PriorsAsync()).Should().Equal(first);
        File.GetLastWriteTimeUtc(file).Should().BeAfter(written, "another checkpoint, another file");

        async Task<double[]> PriorsAsync()
        {
            await using T5RecommenderModel model = new(options);
            await model.PrepareAsync(Films);
            return [.. (await model.ScoreAsync([request]))[0].Scores.Select(s => s.Prior)];
        }
    }

    [Fact]
    public async Task A_checkpoint_that_is_overwritten_in_place_changes_no_answer_until_it_is_read_again_and_half_a_one_is_refused()
    {
        await using T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = _checkpoint.Path, Correction = new ScoreCorrection(0.5) });
        ScoringRequest request = new(Wish with { Task = TaskForm.Matching }, Films);
        double[] before = await AnswerAsync();
        string? hash = model.Readiness.CheckpointHash;
        string weights = Path.Combine(_checkpoint.Path, "model.safetensors");
        byte[] whole = File.ReadAllBytes(weights), other = (byte[])whole.Clone();

        // Somebody copies over it, not by rename: half of the new file stands where the old one was, and titles that come now need priors of the old weights.
        File.WriteAllBytes(weights, whole[..(whole.Length / 2)]);
        (await AnswerAsync()).Should().Equal(before);
        await model.PrepareAsync([new Item("9", "Never met before")]);
        InstructRecException refused = (await model.Awaiting(m => m.ReloadAsync(_checkpoint.Path).AsTask()).Should().ThrowAsync<InstructRecException>()).Which;
        refused.Should().Match<InstructRecException>(e => e.Kind == InstructRecErrorKind.Checkpoint && e.Message.Contains("model.safetensors"));
        (await AnswerAsync()).Should().Equal(before);
        model.Readiness.Should().Match<ModelReadiness>(r => r.State == ModelState.Ready && r.Failure == refused && r.CheckpointHash == hash);

        // Some of the new weights' last bytes; small numbers in any type.
        other.AsSpan(other.Length - 4096).Clear();
        File.WriteAllBytes(weights, other);
        (await AnswerAsync()).Should().Equal(before, "nobody has asked for the new ones yet");
        await model.ReloadAsync(_checkpoint.Path);
        (await AnswerAsync()).Should().NotEqual(before);
        model.Readiness.Should().Match<ModelReadiness>(r => r.Failure == null && r.CheckpointHash != hash);

        async Task<double[]> AnswerAsync() => [.. (await model.ScoreAsync([request]))[0].Scores.Select(s => s.Total)];
    }

    [Fact]
    public async Task A_foreign_checkpoint_has_the_papers_score()
    {
        await using T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = _checkpoint.Path });

        CandidateScores scores = (await model.ScoreAsync([new ScoringRequest(Wish with { Task = TaskForm.Matching }, Films)]))[0];

        scores.Scores.Should().OnlyContain(s => s.Total == s.LogLikelihood && s.PriorPart == 0 && s.PopularityPart == 0);
        scores.IsCalibrated.Should().BeFalse();
    }

    private static double[] Sums(CandidateScores scores) => [.. scores.Scores.Select(s => s.LogLikelihood)];
}
