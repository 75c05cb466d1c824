using InstructRec.Benchmarks.Profiling;
using InstructRec.T5;
using InstructRec.Testing;
using TorchSharp;

namespace InstructRec.Benchmarks.Tests;

/// <summary>The profile's accounting: the parts are the network's own work, and they add up to the whole.</summary>
[Collection("native")]
public class ProfileTests
{
    public static TheoryData<string, torch.ScalarType> Works => new()
    {
        { "encode", torch.ScalarType.Float32 },
        { "encode", torch.ScalarType.BFloat16 },
        { "score", torch.ScalarType.Float32 },
        { "score", torch.ScalarType.BFloat16 },
        { "decode", torch.ScalarType.Float32 },
        { "train", torch.ScalarType.Float32 },
        { "train", torch.ScalarType.BFloat16 },

        // The type that GPUs take besides; on the CPU for whether it computes the same, not for speed.
        { "encode", torch.ScalarType.Float16 },
        { "score", torch.ScalarType.Float16 },
        { "decode", torch.ScalarType.Float16 },
    };

    public static TheoryData<string, string[]> PartsOf => new()
    {
        {
            "encode",
            [
                "embedding", "position bias and mask", "norms", "self-attention: q, k, v", "self-attention: scores, softmax, sum", "self-attention: o", "residual sums",
                "feed-forward: wi", "feed-forward: activation", "feed-forward: wo", "keys and values for the decoder", "freeing",
            ]
        },
        { "score", ["layout of the tree", "cross-attention: q", "cross-attention: scores, softmax, sum", "cross-attention: o", "rows of the head", "vocabulary head", "normaliser", "sums along the titles", "freeing"] },
        { "decode", ["token to tensor", "cache", "cross-attention: q", "vocabulary head", "normaliser and choice", "freeing"] },
        { "train", ["clear gradients", "batch to tensors", "forward: encoder", "forward: decoder", "head, loss and their gradients", "backward", "freeing", "clip gradients", "AdamW"] },
    };

    [Theory]
    [MemberData(nameof(Works))]
    public void The_parts_compute_what_the_whole_computes(string what, torch.ScalarType type)
    {
        using T5ForConditionalGeneration model = RandomNetwork.Create(ModelShapes.Tiny, type);
        using IProfiledWork work = Create(what, model);
        PartClock clock = new(new ClockTimeline());

        float[] whole = work.Whole(), parts = work.Parts(clock);

        parts.Should().HaveSameCount(whole);
        for (int i = 0; i < whole.Length; i++)
        {
            parts[i].Should().BeApproximately(whole[i], type == torch.ScalarType.Float32 ? 1e-4f : 0.05f);
        }
    }

    [Fact]
    public void Every_moment_of_a_pass_belongs_to_one_part_or_to_the_rest()
    {
        CountedTimeline timeline = new();
        PartClock clock = new(timeline);
        using TwoParts work = new(timeline);

        Profiler.Measured measured = Profiler.Run(work, timeline, 3);

        measured.Whole.Median.Should().Be(10);
        measured.Parts.Select(p => (p.Name, p.Calls, p.Milliseconds)).Should().Equal(("a", 2, 6.0), ("b", 1, 3.0));
        measured.Parts[0].Cost.Should().Be(new Cost(4, 8));
        ProfileResult result = Result(measured);
        (result.PartsMilliseconds + result.RestMilliseconds).Should().Be(result.Whole.Median);
        result.RestPercent.Should().BeApproximately(10, 1e-9);
        ProfileMarkdown.Of(result).Should().Contain("| rest (whole - parts) | | 1.000 | 10.0 |");
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(5, true)]
    [InlineData(8, false)]
    [InlineData(-6, false)]
    public void Parts_that_miss_more_than_a_twentieth_of_the_whole_are_called_so(double missing, bool addsUp)
    {
        Profiler.Measured measured = new(new Spread(100, 99, 101), [new PartTime("a", 1, 60, default), new PartTime("b", 2, 40 - missing, default)], 0, default, 0);

        ProfileResult result = Result(measured);

        result.AddsUp.Should().Be(addsUp);
        string markdown = ProfileMarkdown.Of(result);
        markdown.Contains("The parts add up to the whole within 5 %", StringComparison.Ordinal).Should().Be(addsUp);
        markdown.Contains("do NOT add up", StringComparison.Ordinal).Should().Be(!addsUp);
        double Figure(string name) => MeasurementFile.Figure(result.Table().Figures, name);
        Figure("restPercent").Should().BeApproximately(missing, 1e-9);
        (Math.Abs(Figure("restPercent")) <= Figure("mostRestPercent")).Should().Be(addsUp);
    }

    [Theory]
    [MemberData(nameof(PartsOf))]
    public void Every_kind_of_work_has_its_parts(string what, string[] expected)
    {
        using T5ForConditionalGeneration model = RandomNetwork.Create(ModelShapes.Tiny);
        using IProfiledWork work = Create(what, model);
        PartClock clock = new(new ClockTimeline());
        work.Parts(clock);

        clock.Finish().Select(p => p.Name).Should().Contain(expected);
    }

    [Theory]
    [InlineData(torch.ScalarType.Float32)]
    [InlineData(torch.ScalarType.BFloat16)]
    public void A_training_step_leaves_no_tensor_behind(torch.ScalarType type)
    {
        using T5ForConditionalGeneration model = RandomNetwork.Create(ModelShapes.Tiny, type);
        using IProfiledWork work = Create("train", model);
        work.Whole();
        long before = torch.Tensor.TotalCount;
        for (int i = 0; i < 5; i++)
        {
            work.Whole();
        }

        torch.Tensor.TotalCount.Should().Be(before);
    }

    [SkippableFact]
    public void A_threads_time_stands_still_while_it_sleeps_and_runs_while_it_works()
    {
        Skip.IfNot(ThreadTimeline.IsSupported, "This system does not tell a thread's time.");
        using ITimeline timeline = new ThreadTimeline();
        double slept = timeline.Milliseconds(() => Thread.Sleep(200));

        slept.Should().BeInRange(0, 100);
        double sum = 0;
        timeline.Milliseconds(() => Enumerable.Range(0, 5_000_000).ToList().ForEach(i => sum += Math.Sqrt(i))).Should().BePositive();
    }

    [Fact]
    public void The_flop_of_the_parts_are_those_of_the_shapes()
    {
        using T5ForConditionalGeneration model = RandomNetwork.Create(ModelShapes.Tiny);
        using EncodeWork work = new(model, 3, 8);
        PartClock clock = new(new ClockTimeline());
        work.Parts(clock);

        double products = clock.Finish().Where(p => p.Name is not ("norms" or "residual sums" or "embedding" or "feed-forward: activation" or "position bias and mask" or "keys and values for the decoder")).Sum(p => p.Cost.Flop);

        products.Should().BeApproximately(TrainingCost.Encoder(ModelShapes.Tiny, 3, 8, 4).Flop, 1e-6);
    }

    [Fact]
    public void A_profile_leaves_a_table_a_json_and_a_picture()
    {
        using TemporaryFolder folder = new();

        ProfileResult result = ProfileCommand.Run(ProfileOptions.Parse(["--model", "tiny", "--what", "score", "--rounds", "2", "--out", folder.Of("out")]), Pictures.ProfileChart.Draw);

        string stem = folder.Of("out", "score-tiny-fp32-cpu");
        File.ReadAllText(stem + ".md").Should().Contain("vocabulary head").And.Contain("% of peak");
        MeasuredTable table = MeasurementFile.Read(stem + ".json").Tables.Single();
        table.Rows[0].Name.Should().Be("whole");
        (table.Rows.Skip(1).Sum(r => r.Milliseconds.Median) + MeasurementFile.Figure(table.Figures, "restMilliseconds")).Should().BeApproximately(table.Rows[0].Milliseconds.Median, 1e-6);
        table.Rows.Skip(1).Select(r => (r.Name, r.Milliseconds.Median, MeasurementFile.Figure(r.Figures, "flop"))).Should().Equal(result.Parts.Select(p => (p.Name, p.Milliseconds, p.Cost.Flop)));
        byte[] picture = File.ReadAllBytes(stem + ".png");
        picture.AsSpan(1, 3).ToArray().Should().Equal("PNG"u8.ToArray());
        result.Tensors.After.Should().Be(result.Tensors.Before);
    }

    private static IProfiledWork Create(string what, T5ForConditionalGeneration model) => what switch
    {
        "encode" => new EncodeWork(model, 2, 12),
        "score" => new ScoreWork(model, 9, 12),
        "decode" => new DecodeWork(model, 12, 5),
        _ => new TrainWork(model, 3, 12),
    };

    private static ProfileResult Result(Profiler.Measured measured)
    {
        Roofline peak = new(100, 10);
        return new ProfileResult
        {
            Origin = new MeasurementOrigin("profile", "none", "now"), Description = "two parts", Timing = "counted", Rounds = 3, Peak = peak,
            Whole = measured.Whole, AllocatedBytes = measured.AllocatedBytes, Tensors = measured.Tensors, Difference = measured.Difference,
            Parts = [.. measured.Parts.Select(p => new ProfiledPart(p.Name, p.Calls, p.Milliseconds, p.Cost, 100 * peak.Floor(p.Cost) / p.Milliseconds))],
        };
    }

    /// <summary>A clock that goes on when it is told to.</summary>
    private sealed class CountedTimeline : ITimeline
    {
        private readonly List<double> _moments = [];

        public double Now { get; set; }

        public string Name => "counted";

        public int Mark()
        {
            _moments.Add(Now);
            return _moments.Count - 1;
        }

        public double Between(int from, int to) => _moments[to] - _moments[from];

        public void Clear() => _moments.Clear();

        public void Dispose()
        {
        }
    }

    private sealed class TwoParts(CountedTimeline timeline) : IProfiledWork
    {
        public string Description => "two parts";

        public float[] Whole()
        {
            timeline.Now += 10;
            return [1];
        }

        public float[] Parts(PartClock clock)
        {
            clock.Part("a", new Cost(2, 4), () => timeline.Now += 3);
            clock.Part("b", new Cost(1, 1), () => timeline.Now += 3);
            timeline.Now += 1;
            clock.Part("a", new Cost(2, 4), () => timeline.Now += 3);
            return [1];
        }

        public void Dispose()
        {
        }
    }
}
