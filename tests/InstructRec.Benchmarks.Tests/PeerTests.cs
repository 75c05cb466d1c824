using InstructRec.Benchmarks.Peers;
using InstructRec.Benchmarks.Profiling;
using InstructRec.T5;
using InstructRec.Testing;

namespace InstructRec.Benchmarks.Tests;

/// <summary>The peers compute what we compute: else their time would say nothing.</summary>
[Collection("native")]
public class PeerTests
{
    [Fact]
    public void Encoder_scoring_and_step_of_all_peers_are_equal_to_ours()
    {
        using PeerWorks works = new(ModelShapes.Tiny, threads: 1, batch: 3, length: 11, candidates: 6);

        PeerGroup[] groups = [.. works.Groups()];

        groups.Should().HaveCount(3);
        foreach (PeerGroup group in groups)
        {
            IReadOnlyList<double> differences = group.Differences();
            foreach ((PeerWay way, double difference) in group.Ways.Zip(differences))
            {
                difference.Should().BeLessThanOrEqualTo(way.Tolerance, $"{group.Work}: {way.Name}");
                way.Run.Should().NotThrow(way.Name);
            }

            // bfloat16 is seen to be bfloat16: a comparison that sees nothing would let anything pass.
            group.Ways.Zip(differences).Where(w => w.First.Name.Contains("bf16", StringComparison.Ordinal)).Should().OnlyContain(w => w.Second > 1e-4);
        }

        // The step is one of the same length however often it is taken.
        PeerWay step = groups[2].Ways[1];
        float[] first = step.Numbers();
        for (int i = 0; i < 5; i++)
        {
            step.Run();
        }

        step.Numbers().Should().Equal(first);
    }

    [Fact]
    public void No_ratio_is_given_of_a_way_that_computes_something_else()
    {
        using TemporaryFolder folder = new();
        PeerGroup group = new("a sum", [
            new PeerWay("theirs", Spin, () => [1, 2, 3], 0),
            new PeerWay("ours", Spin, () => [1, 2.0005f, 3], PeerGroup.SinglePrecision),
            new PeerWay("wrong", Spin, () => [1, 2, 4], PeerGroup.HalfPrecision),
            new PeerWay("short", Spin, () => [1, 2], PeerGroup.HalfPrecision),
            new PeerWay("none", Spin, () => [1, 2, float.NaN], PeerGroup.HalfPrecision),
        ]);

        int code = PeerCommand.Run([group], 1, 2, folder.Of("out"), "a");

        code.Should().Be(1);
        string[] lines = File.ReadAllLines(folder.Of("out", "peers-a.md"));
        lines.Single(l => l.StartsWith("| ours", StringComparison.Ordinal)).Should().NotContain("no ratio");
        foreach (string name in new[] { "wrong", "short", "none" })
        {
            lines.Single(l => l.StartsWith($"| {name}", StringComparison.Ordinal)).Should().Contain("computes something else | no ratio");
        }

        MeasuredTable table = MeasurementFile.Read(folder.Of("out", "peers-a.json")).Tables.Single();
        table.Rows.Select(r => r.Figures.Any(f => f.Name == "ratio")).Should().Equal(true, true, false, false, false);
        table.Rows.Select(r => MeasurementFile.Figure(r.Figures, "difference")).Should().Equal(group.Differences().Select(d => double.IsFinite(d) ? d : double.NaN));
    }

    [Fact]
    public void A_network_with_relu_and_a_tied_scaled_head_is_the_same_in_ONNX_Runtime()
    {
        T5Config config = ModelShapes.Tiny with { FeedForwardActivation = FeedForwardActivation.Relu, HasOwnHead = false, ScalesDecoderOutput = true };
        using T5ForConditionalGeneration model = RandomNetwork.Create(config);
        using TorchSharp.torch.Tensor ids = RandomNetwork.Tokens(config, 2, 9), bias = model.Encoder.Bias.Square(9);
        using OnnxRun run = new(OnnxNetwork.Encoder(model), 1);
        using TorchSharp.torch.Tensor own = model.EncodeHidden(ids, null).detach();

        float[] hidden = run.With("ids", ids).With("bias", bias).Read("hidden");

        float[] expected = own.data<float>().ToArray();
        hidden.Should().HaveSameCount(expected);
        hidden.Zip(expected, (a, b) => Math.Abs(a - b)).Max().Should().BeLessThan(1e-4f);
    }

    private static void Spin() => Thread.SpinWait(10_000);
}
