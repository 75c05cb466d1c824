using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.T5;

[Collection("native")]
public sealed class RetrievalHeadVectorTests
{
    [Theory]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.Float32)]
    public void Vectors_without_a_gradient_are_those_with_one_to_the_last_bit(ScalarType type)
    {
        using RetrievalHead wide = Make(new RetrievalHeadOptions { ReadsPieces = true, PairCount = 50, Width = 20 }), head = wide.CopyAs(type);
        ReadOnlyMemory<int>[] texts = [new[] { 5, 9, 5, 1 }, ReadOnlyMemory<int>.Empty, new[] { 7, 1 }];
        using Tensor taught = head.Titles(texts), said = head.Read(texts);
        using var noGrad = no_grad();
        using Tensor titles = head.Titles(texts), read = head.Read(texts);

        (taught.requires_grad, titles.requires_grad, titles.dtype).Should().Be((true, false, ScalarType.Float32));
        titles.bytes.SequenceEqual(taught.bytes).Should().BeTrue();
        read.bytes.SequenceEqual(said.bytes).Should().BeTrue();
    }

    [Fact]
    public void A_title_without_pieces_is_compared_with_nothing()
    {
        using RetrievalHead head = Make();
        using Tensor titles = head.Titles([ReadOnlyMemory<int>.Empty, new[] { 5 }]);
        titles[0].abs().sum().item<float>().Should().Be(0);
        titles[1].abs().sum().item<float>().Should().BePositive();
        head.Invoking(h => h.Titles([new[] { h.VocabularySize }])).Should().Throw<ArgumentOutOfRangeException>();
    }

    private static RetrievalHead Make(RetrievalHeadOptions? options = null)
    {
        RetrievalHead head = new(new T5Config { VocabularySize = 64, ModelDimension = 16, KeyValueDimension = 4, HeadCount = 4, FeedForwardDimension = 32, EncoderLayerCount = 1, DecoderLayerCount = 1 }, options: options);
        using Generator generator = new(3);
        head.InitializeWeights(generator);
        return head;
    }
}
