using InstructRec.Catalog;
using InstructRec.Checkpoints;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Scoring;
using InstructRec.T5;
using InstructRec.Templates;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.Recommendation;

[Collection("native")]
public sealed class RetrievalHeadTests : IDisposable
{
    private static readonly Item[] Films = [.. new[] { "Toy Story (1995)", "Heat (1995)", "Alien (1979)", "Heat (1995)", "Up" }.Select((t, i) => new Item($"{i}", t))];
    private static readonly Instruction Wish = new() { Preference = Preference.Implicit([Films[1]]), Task = TaskForm.Matching };
    private static readonly RetrievalHeadOptions Reading = new() { ReadsPieces = true, PairCount = 50, Width = 20 };
    private readonly TinyCheckpoint _checkpoint = new();

    public void Dispose() => _checkpoint.Dispose();

    [Fact]
    public async Task Its_comparison_is_a_part_of_the_score_that_weights_add()
    {
        string before = PretrainedFolder.Open(_checkpoint.Path).CheckpointHash;
        WriteHead(3);
        PretrainedFolder.Open(_checkpoint.Path).CheckpointHash.Should().NotBe(before, "answers kept under the old checkpoint are no longer its own");

        CandidateScores plain = await Score(ScoreCorrection.None);
        CandidateScores joint = await Score(new ScoreCorrection { RetrievalWeight = 1.5 });

        plain.Scores.Should().OnlyContain(s => s.Retrieval == 0 && s.RetrievalPart == 0);
        for (int i = 0; i < Films.Length; i++)
        {
            joint.Scores[i].LikelihoodPart.Should().Be(plain.Scores[i].LikelihoodPart);
            joint.Scores[i].RetrievalPart.Should().Be(1.5 * joint.Scores[i].Retrieval);
            joint.Scores[i].Total.Should().Be(joint.Scores[i].LikelihoodPart + joint.Scores[i].RetrievalPart);
        }

        joint.Scores.Select(s => s.Retrieval).Distinct().Should().HaveCount(4, "the two films of one title tie");
        joint.Scores[1].Total.Should().Be(joint.Scores[3].Total);
    }

    [Fact]
    public async Task It_is_the_product_of_the_start_state_and_the_mean_of_the_pieces()
    {
        WriteHead(3);
        CandidateScores scores = await Score(new ScoreCorrection { RetrievalWeight = 1 });

        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        PretrainedFolder folder = PretrainedFolder.Open(_checkpoint.Path);
        using T5ForConditionalGeneration network = folder.LoadModel();
        using RetrievalHead head = RetrievalHeadFile.Load(_checkpoint.Path, folder.Config);
        Dictionary<string, Tensor> weights = head.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);
        long[] prompt = [.. scores.Prompts[0].TokenIds.Select(t => (long)t)];
        Tensor start = zeros([1, 1], ScalarType.Int64);
        Tensor state = network.DecodePacked(new PackedTargets(start, start, ones([1, 1, 1], ScalarType.Bool), 0), network.EncodeHidden(tensor(prompt, [1, prompt.Length]), null), null)[0, 0];
        for (int i = 0; i < Films.Length; i++)
        {
            long[] pieces = [.. folder.LoadTokenizer().Encode(Films[i].CleanTitle, addEnd: false).Select(t => (long)t)];
            Tensor mean = weights["pieces"][tensor(pieces)].mean([0]);
            Tensor title = mean + matmul(weights["wo"], matmul(weights["wi"], mean).relu());
            scores.Scores[i].Retrieval.Should().BeApproximately(matmul(weights["query"], state).dot(title).item<float>(), 1e-4);
        }
    }

    [Fact]
    public async Task A_head_that_reads_pieces_adds_what_it_reads()
    {
        using (RetrievalHead written = WriteHead(3, Reading))
        {
            using var noGrad = no_grad();
            using DisposeScope drawn = NewDisposeScope();
            foreach ((string name, TorchSharp.Modules.Parameter parameter) in written.named_parameters().Where(p => p.name is "reader.weights" or "reader.pair_weights" or "reader.places"))
            {
                using Generator generator = new((ulong)name.Length);
                parameter.normal_(0, 1, generator);
            }

            RetrievalHeadFile.Write(_checkpoint.Path, written);
        }

        CandidateScores scores = await Score(new ScoreCorrection { RetrievalWeight = 1 });

        using DisposeScope scope = NewDisposeScope();
        using var without = no_grad();
        PretrainedFolder folder = PretrainedFolder.Open(_checkpoint.Path);
        using T5ForConditionalGeneration network = folder.LoadModel();
        using RetrievalHead head = RetrievalHeadFile.Load(_checkpoint.Path, folder.Config);
        head.Options.Should().Be(Reading);
        Dictionary<string, Tensor> weights = head.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter);
        int[] prompt = [.. scores.Prompts[0].TokenIds];
        Tensor start = zeros([1, 1], ScalarType.Int64), ids = tensor(prompt.Select(t => (long)t).ToArray(), [1, prompt.Length]);
        Tensor state = network.DecodePacked(new PackedTargets(start, start, ones([1, 1, 1], ScalarType.Bool), 0), network.EncodeHidden(ids, null), null)[0, 0];

        // Written out once more: each piece, then each pair, by its weight and its distance from the end.
        (long Row, int Distance)[] rows = Rows(prompt, head);
        Tensor all = cat([weights["reader.weights"], weights["reader.pair_weights"]]);
        double[] shares = [.. rows.Select(r => Math.Exp(all[r.Row].item<float>() + weights["reader.places"][r.Distance < 16 ? r.Distance : 16 + (int)(Math.Log(r.Distance / 16.0) / Math.Log(512 / 16.0) * 16)].item<float>()))];
        Tensor mean = zeros(head.Width);
        for (int i = 0; i < rows.Length; i++)
        {
            mean += weights["pieces"][rows[i].Row] * (shares[i] / shares.Sum());
        }

        Tensor instruction = matmul(weights["query"], state) + mean + matmul(weights["reader.wo"], matmul(weights["reader.wi"], mean).relu());
        for (int i = 0; i < Films.Length; i++)
        {
            int[] pieces = [.. folder.LoadTokenizer().Encode(Films[i].CleanTitle, addEnd: false)];
            Tensor sum = zeros(head.Width);
            foreach ((long row, _) in Rows(pieces, head))
            {
                sum += weights["pieces"][row] / pieces.Length;
            }

            scores.Scores[i].Retrieval.Should().BeApproximately(instruction.dot(sum + matmul(weights["wo"], matmul(weights["wi"], sum).relu())).item<float>(), 1e-4);
        }

        static (long Row, int Distance)[] Rows(int[] text, RetrievalHead head) =>
        [
            .. text.Select((p, i) => ((long)p, text.Length - 1 - i)),
            .. text.Skip(1).Select((p, i) => (head.VocabularySize + Pair(text[i], p), text.Length - 2 - i)),
        ];

        static long Pair(int first, int second)
        {
            ulong mixed = unchecked((((ulong)first << 32) | (uint)second) * 0x9E3779B97F4A7C15);
            mixed ^= mixed >> 29;
            return (long)(unchecked(mixed * 0xBF58476D1CE4E5B9) >> 32) % Reading.PairCount;
        }
    }

    [Fact]
    public async Task What_a_head_reads_is_the_same_alone_and_in_company()
    {
        WriteHead(3, Reading).Dispose();
        await using T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = _checkpoint.Path, Correction = new ScoreCorrection { RetrievalWeight = 1 } });
        Instruction other = Wish with { Preference = Preference.Implicit([Films[0], Films[2], Films[4]]) };
        double[] alone = [.. (await model.ScoreAsync([new ScoringRequest(Wish, Films)]))[0].Scores.Select(s => s.Retrieval)];
        double[] beside = [.. (await model.ScoreAsync([new ScoringRequest(other, Films), new ScoringRequest(Wish, Films)]))[1].Scores.Select(s => s.Retrieval)];
        for (int i = 0; i < alone.Length; i++)
        {
            beside[i].Should().BeApproximately(alone[i], 1e-4);
        }
    }

    [Fact]
    public void Pairs_without_a_reader_and_a_reading_without_one_are_refused()
    {
        T5Config config = PretrainedFolder.Open(_checkpoint.Path).Config;
        FluentActions.Invoking(() => new RetrievalHead(config, options: new RetrievalHeadOptions { PairCount = 8 })).Should().Throw<ArgumentException>();
        using RetrievalHead plain = new(config);
        plain.Invoking(h => h.Read([new[] { 5 }])).Should().Throw<InvalidOperationException>();
    }

    [Fact]
    public async Task Averaged_orders_average_every_part_of_the_score()
    {
        WriteHead(3);
        await using T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = _checkpoint.Path, Correction = new ScoreCorrection(0.5, 1) { RetrievalWeight = 1.5 } });
        Ranking ranking = await new AveragedPermutations(2, seed: 5).RankAsync(model, Wish, Films, RankingOptions.Default);

        int[] places = Permutation.Of(Films.Length, 5);
        foreach (RankedItem ranked in ranking.Items)
        {
            List<CandidateScore> asked = [];
            foreach (int[] order in new[] { places, [.. places.Reverse()] })
            {
                Item[] candidates = [.. order.Select(i => Films[i])];
                CandidateScores answer = (await model.ScoreAsync([new ScoringRequest(Wish with { Task = TaskForm.Reranking }, candidates)]))[0];
                asked.Add(answer.Scores[Array.IndexOf(candidates, ranked.Item)]);
            }

            ranked.Score.Total.Should().BeApproximately(asked.Average(s => s.Total), 1e-3);
            ranked.Score.RetrievalPart.Should().BeApproximately(asked.Average(s => s.RetrievalPart), 1e-3).And.NotBe(0);
            ranked.Score.Total.Should().Be(ranked.Score.LikelihoodPart + ranked.Score.PriorPart + ranked.Score.PopularityPart + ranked.Score.RetrievalPart);
        }
    }

    [Fact]
    public async Task Yes_and_no_are_not_titles()
    {
        WriteHead(3);
        await using T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = _checkpoint.Path, Correction = new ScoreCorrection { RetrievalWeight = 1 } });
        CandidateScores judged = (await model.ScoreAsync([new ScoringRequest(Wish with { Task = TaskForm.Pointwise }, Films)]))[0];
        judged.Scores.Should().OnlyContain(s => s.RetrievalPart == 0);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Saving_and_loading_is_bit_exact(bool reads)
    {
        using RetrievalHead head = WriteHead(3, reads ? Reading : null);
        using RetrievalHead again = RetrievalHeadFile.Load(_checkpoint.Path, PretrainedFolder.Open(_checkpoint.Path).Config);
        foreach ((string name, TorchSharp.Modules.Parameter parameter) in head.named_parameters())
        {
            again.named_parameters().First(p => p.name == name).parameter.bytes.SequenceEqual(parameter.bytes).Should().BeTrue(name);
        }
    }

    [Fact]
    public async Task A_weight_without_a_head_and_a_head_of_another_network_are_errors_that_name_the_file()
    {
        await FluentActions.Awaiting(() => Score(new ScoreCorrection { RetrievalWeight = 1 })).Should().ThrowAsync<InstructRecException>().WithMessage($"*{RetrievalHeadFile.Name}*");

        using RetrievalHead other = new(SmallOther());
        RetrievalHeadFile.Write(_checkpoint.Path, other);
        (await FluentActions.Awaiting(() => Score(new ScoreCorrection { RetrievalWeight = 1 })).Should().ThrowAsync<InstructRecException>().WithMessage("*pieces*"))
            .Which.Kind.Should().Be(InstructRecErrorKind.Checkpoint);
    }

    private T5Config SmallOther() => PretrainedFolder.Open(_checkpoint.Path).Config with { VocabularySize = 77 };

    private async Task<CandidateScores> Score(ScoreCorrection correction)
    {
        await using T5RecommenderModel model = new(new T5RecommenderOptions { Checkpoint = _checkpoint.Path, Correction = correction });
        return (await model.ScoreAsync([new ScoringRequest(Wish, Films)]))[0];
    }

    private RetrievalHead WriteHead(ulong seed, RetrievalHeadOptions? options = null)
    {
        RetrievalHead head = new(PretrainedFolder.Open(_checkpoint.Path).Config, options: options);
        using Generator generator = new(seed);
        head.InitializeWeights(generator);
        RetrievalHeadFile.Write(_checkpoint.Path, head);
        return head;
    }
}
