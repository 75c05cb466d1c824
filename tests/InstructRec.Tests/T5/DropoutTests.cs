using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.T5;

[Collection("native")]
public class DropoutTests
{
    [Fact]
    public void DrawsFromItsOwnGenerator_InTrainingOnly()
    {
        using DisposeScope scope = NewDisposeScope();
        using T5ForConditionalGeneration model = SmallNetwork.Create();
        (Tensor ids, Tensor mask) = SmallNetwork.Source(2, 12);
        Tensor quiet = model.EncodeHidden(ids, mask);
        model.EncodeHidden(ids, mask).ShouldBe(quiet, 0, "evaluation");
        model.train();
        model.Invoking(m => m.EncodeHidden(ids, mask)).Should().Throw<InvalidOperationException>();
        byte[] state = Generator.Default.get_state().bytes.ToArray();
        Tensor first = Trained(3), again = Trained(3), other = Trained(4);
        again.ShouldBe(first, 0, "same seed");
        GoldenTensors.Difference(other, first).Should().BeGreaterThan(0.01);
        GoldenTensors.Difference(quiet, first).Should().BeGreaterThan(0.01);
        Generator.Default.get_state().bytes.ToArray().Should().Equal(state, "nobody else's draws may change");

        Tensor Trained(ulong seed)
        {
            using Generator generator = new(seed);
            model.DropoutGenerator = generator;
            return model.EncodeHidden(ids, mask);
        }
    }

    [Fact]
    public void KeepsTheMeanAndDropsTheShare()
    {
        using DisposeScope scope = NewDisposeScope();
        using Generator generator = new(1);
        Dropout dropout = new(0.25) { Generator = generator };
        Tensor dropped = dropout.Apply(ones(100_000), training: true);
        dropped.eq(0).to_type(ScalarType.Float32).mean().item<float>().Should().BeApproximately(0.25f, 0.01f);
        dropped.mean().item<float>().Should().BeApproximately(1, 0.01f);
    }
}
