using InstructRec.Benchmarks.Peers;
using InstructRec.Benchmarks.Profiling;
using InstructRec.T5;

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
        groups.Should().OnlyContain(g => g.Difference < 1e-3);
        foreach ((string name, Action run) in groups.SelectMany(g => g.Ways))
        {
            run.Should().NotThrow(name);
        }
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
}
