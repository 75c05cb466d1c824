using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.T5;

/// <summary>Everything runs on a device without memory: a tensor made on the wrong device, or a value read back, would fail here without a GPU.</summary>
[Collection("native")]
public class MetaDeviceTests
{
    [Theory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    public void EveryPassRuns(ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        Device meta = new(DeviceType.META);
        using T5ForConditionalGeneration model = new(SmallNetwork.Config, meta, type);
        model.eval();
        long vocabulary = SmallNetwork.Config.VocabularySize;
        Tensor ids = empty([2, 12], ScalarType.Int64, meta), mask = empty([2, 12], ScalarType.Int64, meta), target = empty([2, 5], ScalarType.Int64, meta);
        OnMeta(model.forward(ids, mask, target), 2, 5, vocabulary);
        Tensor hidden = model.EncodeHidden(ids, mask);
        PackedTargets tree = new(target, empty([1, 5], ScalarType.Int64, meta), empty([1, 5, 5], ScalarType.Bool, meta), 4);
        OnMeta(model.DecodePacked(tree, hidden, mask), 2, 5, 64);
        using EncodedInstruction encoded = model.Encode(ids, mask);
        OnMeta(model.Head(model.DecodePacked(tree, encoded)), 2, 5, vocabulary);
        using KeyValueCache cache = model.CreateCache(4, 3);
        OnMeta(model.DecodeStep(empty([4, 1], ScalarType.Int64, meta), cache, encoded), 4, vocabulary);
    }

    [Fact]
    public void ATrainingStepRuns()
    {
        using DisposeScope scope = NewDisposeScope();
        Device meta = new(DeviceType.META);
        using T5ForConditionalGeneration model = new(SmallNetwork.Config, meta);
        model.DropoutRate = 0;
        model.train();
        Tensor ids = empty([2, 12], ScalarType.Int64, meta), target = empty([2, 5], ScalarType.Int64, meta);
        PackedTargets packed = new(target, empty([2, 5], ScalarType.Int64, meta), empty([2, 5, 5], ScalarType.Bool, meta), 4);
        model.Head(model.DecodePacked(packed, model.EncodeHidden(ids, null), null)).sum().backward();
        model.parameters().Should().OnlyContain(p => p.grad!.device.type == DeviceType.META);
    }

    private static void OnMeta(Tensor tensor, params long[] shape)
    {
        tensor.device.type.Should().Be(DeviceType.META);
        tensor.shape.Should().Equal(shape);
    }
}
