using InstructRec.T5;
using InstructRec.Testing;
using Microsoft.Extensions.Logging;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.T5;

/// <summary>However a layer is computed, it says the same.</summary>
[Collection("native")]
public class KernelTests
{
    public static TheoryData<AttentionMethod, LinearMethod> Forced
    {
        get
        {
            TheoryData<AttentionMethod, LinearMethod> all = [];
            foreach (AttentionMethod attention in Enum.GetValues<AttentionMethod>())
            {
                foreach (LinearMethod linear in Enum.GetValues<LinearMethod>())
                {
                    all.Add(attention, linear);
                }
            }

            return all;
        }
    }

    public static TheoryData<string, AttentionMethod, LinearMethod> ForcedGolden
    {
        get
        {
            TheoryData<string, AttentionMethod, LinearMethod> all = [];
            foreach (string name in GoldenRoot.Cases("models"))
            {
                all.Add(name, AttentionMethod.Explicit, LinearMethod.Native);
                all.Add(name, AttentionMethod.Fused, LinearMethod.OneDnn);
                all.Add(name, AttentionMethod.Fused, LinearMethod.Streamed);
            }

            return all;
        }
    }

    [Theory]
    [MemberData(nameof(ForcedGolden))]
    public void GoldenLogitsUnderEveryKernel(string name, AttentionMethod attention, LinearMethod linear)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        using T5ForConditionalGeneration model = GoldenTensors.Model(name);
        model.KernelOptions = new KernelOptions { Attention = attention, Linear = linear };
        Dictionary<string, Tensor> io = GoldenTensors.Tensors("models", name, "io.safetensors"), edges = GoldenTensors.Tensors("models", name, "edges.safetensors");
        model.forward(io["input_ids"], io["attention_mask"], io["decoder_input_ids"]).ShouldBe(io["logits"], 5e-5, "logits");
        model.forward(io["input_ids"], edges["all_padding_row_attention_mask"], io["decoder_input_ids"]).ShouldBe(edges["all_padding_row_logits"], 5e-5, "all padding");
    }

    [Theory]
    [MemberData(nameof(Forced))]
    public void EncoderTreeAndStepsAgree(AttentionMethod attention, LinearMethod linear)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        using T5ForConditionalGeneration model = SmallNetwork.Create();
        (Tensor ids, Tensor mask) = SmallNetwork.Source(3, 40);
        PackedTargets tree = SmallNetwork.Tree(3, 21);
        model.KernelOptions = new KernelOptions { Attention = AttentionMethod.Explicit, Linear = LinearMethod.Native };
        Tensor hidden = model.EncodeHidden(ids, mask), decoded = model.DecodePacked(tree, hidden, mask);
        model.KernelOptions = new KernelOptions { Attention = attention, Linear = linear };
        model.EncodeHidden(ids, mask).ShouldBe(hidden, 1e-4, "encoder");
        using EncodedInstruction encoded = model.Encode(ids, mask);
        model.DecodePacked(tree, encoded).ShouldBe(decoded, 1e-4, "tree");

        // A branch of the tree read token by token: nodes 0, 1, 2, 4, 6, ...
        using KeyValueCache cache = model.CreateCache(3, 11);
        foreach (int node in new[] { 0, 1, 2, 4, 6, 8, 10, 12, 14, 16, 18 })
        {
            model.DecodeStep(tree.TokenIds.narrow(1, node, 1), cache, encoded).ShouldBe(model.Head(decoded.select(1, node)), 2e-4, "step");
        }
    }

    [SkippableTheory]
    [InlineData(4096, 512, 1024)]
    [InlineData(7, 64, 384)]
    [InlineData(1, 512, 1000)]
    public void OneDnnLinearEqualsTorchs(int rows, int input, int output)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        using Generator generator = new(5);
        Tensor x = empty(rows, input).normal_(0, 1, generator), weight = empty(output, input).normal_(0, Math.Pow(input, -0.5), generator);
        Skip.IfNot(OneDnnLinear.OfProcess.IsAvailable, "This libtorch does not export the function.");
        OneDnnLinear.OfProcess.CanRun(x, weight).Should().BeTrue();
        OneDnnLinear.OfProcess.Apply(x, weight).ShouldBe(nn.functional.linear(x, weight), 2e-5, "linear");
        Tensor strided = x.t().contiguous().t(), three = x.view(1, rows, input);
        OneDnnLinear.OfProcess.Apply(strided, weight).ShouldBe(nn.functional.linear(x, weight), 2e-5, "strided");
        OneDnnLinear.OfProcess.Apply(three, weight).ShouldBe(nn.functional.linear(three, weight), 2e-5, "three dimensions");
    }

    [SkippableFact]
    public void TheFunctionIsThereOnLinux()
    {
        Skip.IfNot(OperatingSystem.IsLinux());
        using Tensor any = ones(1);
        OneDnnLinear.OfProcess.IsAvailable.Should().BeTrue("libtorch 2.10 exports it; if it is gone, the table has lost its fast way");
    }

    [Fact]
    public void GradientsNeverTakeTheInferenceKernels()
    {
        using DisposeScope scope = NewDisposeScope();
        LinearKernel linear = new(new KernelOptions { Linear = LinearMethod.OneDnn });
        AttentionKernel attention = new(new KernelOptions { Attention = AttentionMethod.Fused });
        Tensor x = ones(64, 64), weight = ones(64, 64, requires_grad: true), q = ones([1, 2, 8, 4], requires_grad: true);
        linear.Choose(x, weight).Should().Be(LinearMethod.Native);
        attention.Choose(q, q, null).Should().Be(AttentionMethod.Explicit);
        using IDisposable grad = no_grad();
        attention.Choose(q, q, null).Should().Be(AttentionMethod.Fused);
    }

    [Fact]
    public void TheHeadOfAFewRowsStaysWithMkl()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        new LinearKernel(new KernelOptions()).Choose(empty(8, 512), empty(32128, 512)).Should().Be(LinearMethod.Native);
    }

    [Fact]
    public void EachChoiceIsLoggedOnce()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        using T5ForConditionalGeneration model = SmallNetwork.Create();
        Messages messages = new();
        model.KernelOptions = new KernelOptions { Attention = AttentionMethod.Fused, Linear = LinearMethod.Native, Logger = messages };
        (Tensor ids, Tensor mask) = SmallNetwork.Source(2, 16);
        model.EncodeHidden(ids, mask);
        int first = messages.Texts.Count;
        messages.Texts.Should().ContainMatch("Attention over 16 x 16 in Float32 on cpu*: Fused").And.ContainMatch("Linear 32 x 64 x 96 in Float32 on cpu*: Native");
        model.EncodeHidden(ids, mask);
        messages.Texts.Should().HaveCount(first);
    }

    private sealed class Messages : ILogger
    {
        public List<string> Texts { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Texts.Add(formatter(state, exception));
    }
}
