using InstructRec.T5;
using InstructRec.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.T5;

/// <summary>Which linear kernel the table takes, and that both compute the same where it changes its mind.</summary>
[Collection("native")]
public class LinearTableTests
{
    [SkippableTheory]
    [InlineData(1, 512, 512, LinearMethod.Streamed)]
    [InlineData(4, 512, 384, LinearMethod.Streamed)]
    [InlineData(4, 512, 32128, LinearMethod.Streamed)]
    [InlineData(1, 128, 128, LinearMethod.Native)]
    [InlineData(1, 520, 512, LinearMethod.Native)]
    [InlineData(5, 512, 512, LinearMethod.OneDnn)]
    [InlineData(15, 512, 384, LinearMethod.OneDnn)]
    [InlineData(16, 512, 384, LinearMethod.Native)]
    [InlineData(8, 128, 128, LinearMethod.Native)]
    [InlineData(511, 128, 512, LinearMethod.Native)]
    [InlineData(512, 512, 384, LinearMethod.OneDnn)]
    [InlineData(4096, 128, 512, LinearMethod.Native)]
    [InlineData(8, 512, 32128, LinearMethod.Native)]
    [InlineData(128, 512, 32128, LinearMethod.OneDnn)]
    public void Chosen_by_rows_and_sizes(int rows, int inputs, int outputs, LinearMethod expected)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        Tensor x = rand(rows, inputs) - 0.5, weight = rand(outputs, inputs) - 0.5;
        Skip.IfNot(OneDnnLinear.OfProcess.IsAvailable, "This libtorch does not export oneDNN's linear.");
        Skip.IfNot(expected != LinearMethod.Streamed || StreamedLinear.OfProcess.CanRun(x, weight), "This processor has no AVX2.");

        using TorchThreads one = new(1);
        new LinearKernel(new KernelOptions()).Choose(x, weight).Should().Be(expected);
        Tensor native = new LinearKernel(new KernelOptions { Linear = LinearMethod.Native }).Apply(x, weight);
        new LinearKernel(new KernelOptions { Linear = LinearMethod.OneDnn }).Apply(x, weight).ShouldBe(native, 1e-4, "oneDNN");
        native.ShouldBe(x.to_type(ScalarType.Float64).matmul(weight.to_type(ScalarType.Float64).t()), 1e-4, "MKL");
    }

    [SkippableTheory]
    [InlineData(1, 512, ScalarType.BFloat16, 1, LinearMethod.Streamed)]
    [InlineData(5, 512, ScalarType.BFloat16, 1, LinearMethod.Native)]
    [InlineData(1, 512, ScalarType.Float32, 2, LinearMethod.Streamed)]
    [InlineData(1, 512, ScalarType.Float32, 3, LinearMethod.Native)]
    [InlineData(1, 32128, ScalarType.Float32, 3, LinearMethod.Streamed)]
    [InlineData(2, 512, ScalarType.BFloat16, 1, LinearMethod.Streamed)]
    [InlineData(2, 512, ScalarType.BFloat16, 2, LinearMethod.Native)]
    [InlineData(2, 512, ScalarType.Float32, 2, LinearMethod.Streamed)]
    [InlineData(2, 32128, ScalarType.BFloat16, 2, LinearMethod.Streamed)]
    public void A_few_rows_are_streamed_unless_libtorch_has_more_threads_than_that_would_save(int rows, int outputs, ScalarType type, int threads, LinearMethod expected)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        Tensor x = zeros(rows, 512, type), weight = zeros(outputs, 512, type);
        Skip.IfNot(StreamedLinear.OfProcess.CanRun(x, weight), "This processor has no AVX2.");

        using TorchThreads several = new(threads);
        new LinearKernel(new KernelOptions()).Choose(x, weight).Should().Be(expected);
    }

    [Theory]
    [InlineData(ScalarType.BFloat16)]
    [InlineData(ScalarType.Float16)]
    [InlineData(ScalarType.Float64)]
    public void Other_types_stay_with_libtorch_even_if_forced(ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        Tensor x = zeros(600, 512, type), weight = zeros(512, 512, type);
        new LinearKernel(new KernelOptions { Linear = LinearMethod.OneDnn }).Choose(x, weight).Should().Be(LinearMethod.Native);
    }

    [Fact]
    public void What_needs_a_gradient_stays_with_libtorch_even_if_forced()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = zeros(600, 512), weight = zeros(512, 512, requires_grad: true);
        new LinearKernel(new KernelOptions { Linear = LinearMethod.OneDnn }).Choose(x, weight).Should().Be(LinearMethod.Native);
    }

    [Fact]
    public void Views_and_odd_strides_are_computed_as_what_they_show()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        Tensor x = rand(96, 8, 64).transpose(0, 1), weight = rand(32, 64); // [8, 96, 64], not contiguous
        new LinearKernel(new KernelOptions { Linear = LinearMethod.OneDnn }).Apply(x, weight).ShouldBe(nn.functional.linear(x, weight), 1e-4, "view");
    }
}
