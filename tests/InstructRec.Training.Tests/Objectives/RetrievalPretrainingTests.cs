using InstructRec.T5;
using InstructRec.Testing;
using InstructRec.Training.Batches;
using InstructRec.Training.Objectives;
using InstructRec.Training.Optimisers;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.Training.Tests.Objectives;

[Collection("native")]
public sealed class RetrievalPretrainingTests : IDisposable
{
    private static readonly T5Config Config = new()
    {
        VocabularySize = 40, ModelDimension = 16, KeyValueDimension = 8, HeadCount = 2, FeedForwardDimension = 32, EncoderLayerCount = 1, DecoderLayerCount = 1, DropoutRate = 0,
    };

    private static readonly ReadOnlyMemory<int>[] Titles = [.. Enumerable.Range(0, 8).Select(i => (ReadOnlyMemory<int>)new[] { 10 + i, 20 + i })];
    private static readonly int[] Counts = [.. Enumerable.Repeat(1, 8)];

    // Who has read the title of item i wants item i + 1 next.
    private static readonly TrainingExample[] Examples =
        [.. Enumerable.Range(0, 8).Select(i => new TrainingExample(new[] { 5, 10 + i, 20 + i, 6, 1 }, [new TrainingTarget(new[] { 10 + ((i + 1) % 8), 20 + ((i + 1) % 8), 1 }) { Item = (i + 1) % 8 }]))];

    private readonly DisposeScope _scope = NewDisposeScope();

    public void Dispose() => _scope.Dispose();

    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void A_head_learns_by_itself_which_title_follows_which(ScalarType type)
    {
        using RetrievalHead head = Head(type, 16);
        using BatchSource batches = new(new ExampleList(Examples), new BatchOptions { BatchSize = 8 });
        List<PretrainingProgress> told = [];

        long read = RetrievalPretraining.Run(head, Titles, Counts, batches, options: new() { Passes = 300, LearningRate = 2e-2 }, progress: new Told(told));

        read.Should().Be(300 * 8);
        told.Should().NotBeEmpty();
        told[^1].Loss.Should().BeLessThan(Math.Log(8) / 4);
        using var noGrad = no_grad();
        Tensor scores = matmul(head.Read([.. Examples.Select(e => (ReadOnlyMemory<int>)e.InstructionIds.ToArray())]), head.Titles(Titles).t());
        scores.argmax(1).data<long>().ToArray().Should().Equal(1, 2, 3, 4, 5, 6, 7, 0);
        head.named_parameters().First(p => p.name == "query").parameter.abs().sum().to(ScalarType.Float32).item<float>().Should().Be(0, "what the network adds begins at nothing");
    }

    [Fact]
    public void Cancelling_keeps_what_was_learned_and_a_head_that_reads_nothing_is_refused()
    {
        using RetrievalHead head = Head(ScalarType.Float32, 0);
        using BatchSource batches = new(new ExampleList(Examples), new BatchOptions { BatchSize = 8 });
        using CancellationTokenSource stop = new();
        RetrievalPretraining.Run(head, Titles, Counts, batches, options: new() { Passes = 1e6 }, progress: new Stopping(stop), cancellationToken: stop.Token).Should().Be(20 * 8);

        using RetrievalHead plain = new(Config);
        FluentActions.Invoking(() => RetrievalPretraining.Run(plain, Titles, Counts, batches)).Should().Throw<ArgumentException>();
    }

    [Fact]
    public void Examples_with_a_leak_teach_no_word()
    {
        using RetrievalHead head = Head(ScalarType.Float32, 0);
        byte[][] before = [.. head.named_parameters().Select(p => p.parameter.detach().bytes.ToArray())];
        using BatchSource batches = new(new LeakingExamples(), new BatchOptions { BatchSize = 8 });

        FluentActions.Invoking(() => RetrievalPretraining.Run(head, Titles, Counts, batches)).Should().Throw<InstructRecException>().Where(e => e.Kind == InstructRecErrorKind.Leakage);

        head.named_parameters().Select(p => p.parameter.detach().bytes.ToArray()).Should().BeEquivalentTo(before, o => o.WithStrictOrdering());
    }

    [Fact]
    public void Held_words_stay_while_the_network_and_its_map_go_on_learning()
    {
        using RetrievalHead head = Head(ScalarType.Float32, 16);
        using T5ForConditionalGeneration model = new(Config);
        using Generator generator = new(5);
        model.InitializeWeights(generator);
        RetrievalNetwork network = new(new T5Network(model), head);
        head.HoldWords();
        Dictionary<string, Tensor> before = network.Parameters.ToDictionary(p => p.Name, p => p.Parameter.detach().clone());
        using ParameterBuffer parameters = new(network.Parameters);
        using InstructRec.Training.Optimisers.AdamW optimiser = new(parameters);
        new TrainingStepper(network, new SequenceObjective(retrieval: new RetrievalLoss(head, Titles, Counts)), optimiser).Step([new TrainingBatch(Examples, new BatchOptions())], 1e-2);

        foreach ((string name, Parameter parameter) in network.Parameters.Where(p => p.Name.StartsWith("retrieval.", StringComparison.Ordinal)))
        {
            parameter.detach().bytes.SequenceEqual(before[name].bytes).Should().Be(name != "retrieval.query", name);
        }

        model.named_parameters().First(p => p.name == "shared.weight").parameter.detach().bytes.SequenceEqual(before["shared.weight"].bytes).Should().BeFalse();
    }

    [Fact]
    public void Beside_held_words_the_network_is_taught_by_itself_and_both_are_added_when_titles_are_compared()
    {
        using RetrievalHead head = Head(ScalarType.Float32, 16);
        TrainingBatch batch = new(Examples, new BatchOptions());
        ReadOnlyMemory<int>[] instructions = [.. Examples.Select(e => (ReadOnlyMemory<int>)e.InstructionIds.ToArray())];
        using Generator generator = new(9);
        Tensor states = empty(8, 16).normal_(0, 1, generator), query = head.named_parameters().First(p => p.name == "query").parameter;
        double Loss() => new RetrievalLoss(head, Titles, Counts, new RetrievalLossOptions { Titles = 8 }).Backward(states, batch, 1).Loss;
        double Expected(Tensor vectors) => -matmul(vectors, head.Titles(Titles).t()).log_softmax(1).gather(1, tensor(Examples.Select(e => (long)e.Targets[0].Item!).ToArray()).unsqueeze(1)).mean().item<float>();

        Loss().Should().BeApproximately(Expected(head.Instructions(states, instructions)), 1e-5);
        head.HoldWords();
        Loss().Should().BeApproximately(Expected(matmul(states, query.t())), 1e-5);
        using Tensor both = head.Instructions(states, instructions), apart = matmul(states, query.t()) + head.Read(instructions);
        (both - apart).abs().max().item<float>().Should().BeLessThan(1e-5f);
    }

    [Fact]
    public void A_lesson_leaves_out_its_share_of_the_words_the_same_whenever_it_is_repeated_and_others_each_time()
    {
        using RetrievalHead head = Head(ScalarType.Float32, 0);
        Parameter weights = head.named_parameters().First(p => p.name == "reader.weights").parameter;
        using BatchSource batches = new(new ExampleList(Examples), new BatchOptions { BatchSize = 8 });
        int[] readOnce = [.. Examples.SelectMany(e => e.InstructionIds.Skip(1).Take(2))];
        TrainingBatch[] lessons = [.. Enumerable.Range(0, 40).Select(_ => batches.Next())];

        int[][] read = [.. lessons.Select(l => Read(l, 0.4))];

        Read(lessons[0], 0).Should().BeEquivalentTo(readOnce);
        Read(lessons[7], 0.4).Should().Equal(read[7]);
        read.Select(r => string.Join(',', r)).Distinct().Should().HaveCount(40);
        read.Average(r => r.Length / (double)readOnce.Length).Should().BeApproximately(0.6, 0.08, "640 words were drawn: four standard errors");

        int[] Read(TrainingBatch lesson, double leftOut)
        {
            weights.grad?.zero_();
            new RetrievalLoss(head, Titles, Counts, new RetrievalLossOptions { Titles = 8, LeftOut = leftOut }).Backward(null, lesson, 1);
            float[] slopes = weights.grad!.data<float>().ToArray();
            return [.. readOnce.Where(piece => slopes[piece] != 0).Order()];
        }
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1)]
    [InlineData(double.NaN)]
    public void A_share_that_leaves_nothing_is_refused(double share)
    {
        FluentActions.Invoking(() => new RetrievalLossOptions { LeftOut = share }.Validate()).Should().Throw<InstructRecException>().Where(e => e.Kind == InstructRecErrorKind.Options && e.Message.Contains("LeftOut"));
    }

    [Fact]
    public void A_fresh_network_begins_with_the_vectors_of_the_head()
    {
        using RetrievalHead head = Head(ScalarType.Float32, 0);
        using FreshModel fresh = FreshModel.Create(FreshModelSize.Tiny, TinyVocabulary(), 1);
        using RetrievalHead fitting = fresh.CreateRetrievalHead(1, head.Options);
        fresh.BeginWith(fitting);
        Tensor embedding = fresh.Model.named_parameters().First(p => p.name == "shared.weight").parameter, pieces = fitting.named_parameters().First(p => p.name == "pieces").parameter;
        (embedding.detach() * pieces.square().mean().sqrt() - pieces).abs().max().item<float>().Should().BeLessThan(1e-5f);
        embedding.square().mean().item<float>().Should().BeApproximately(1, 1e-3f);
    }

    [Fact]
    public void Vectors_of_another_width_are_projected_so_that_near_pieces_stay_near()
    {
        using FreshModel fresh = FreshModel.Create(FreshModelSize.Tiny, TinyVocabulary(), 1);
        using RetrievalHead wide = fresh.CreateRetrievalHead(1, new RetrievalHeadOptions { ReadsPieces = true, Width = 300 });
        Tensor pieces = wide.named_parameters().First(p => p.name == "pieces").parameter;
        using (no_grad())
        {
            // Pieces 7 and 8 are nearly the same; 9 is another.
            pieces[8].copy_(pieces[7] * 1.01);
        }

        fresh.BeginWith(wide);
        Tensor embedding = fresh.Model.named_parameters().First(p => p.name == "shared.weight").parameter.detach();
        (embedding[7] - embedding[8]).norm().item<float>().Should().BeLessThan((embedding[7] - embedding[9]).norm().item<float>() / 20);
    }

    private static Tokenization.SentencePieceModel TinyVocabulary() =>
        Tokenization.SentencePieceModel.Read(GoldenRoot.Of("tokenizer", "spiece.model"));

    private static RetrievalHead Head(ScalarType type, int pairs)
    {
        RetrievalHead head = new(Config, dtype: type, options: new RetrievalHeadOptions { ReadsPieces = true, PairCount = pairs });
        using Generator generator = new(5);
        head.InitializeWeights(generator);
        return head;
    }

    private sealed class Told(List<PretrainingProgress> told) : IProgress<PretrainingProgress>
    {
        public void Report(PretrainingProgress value) => told.Add(value);
    }

    private sealed class Stopping(CancellationTokenSource stop) : IProgress<PretrainingProgress>
    {
        public void Report(PretrainingProgress value) => stop.Cancel();
    }
}
