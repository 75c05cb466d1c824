using InstructRec.T5;
using InstructRec.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.T5;

/// <summary>The product of a few rows that reads the weight once: the numbers are libtorch's, and what it cannot do is left to libtorch.</summary>
[Collection("native")]
public class StreamedLinearTests
{
    [SkippableTheory]
    [InlineData(1, 512, 1000, ScalarType.Float32)]
    [InlineData(2, 64, 7, ScalarType.Float32)]
    [InlineData(3, 384, 512, ScalarType.Float32)]
    [InlineData(4, 1024, 33, ScalarType.Float32)]
    [InlineData(7, 32, 130, ScalarType.Float32)]
    [InlineData(16, 160, 65, ScalarType.Float32)]
    [InlineData(1, 512, 1000, ScalarType.BFloat16)]
    [InlineData(2, 64, 7, ScalarType.BFloat16)]
    [InlineData(3, 384, 512, ScalarType.BFloat16)]
    [InlineData(9, 96, 65, ScalarType.BFloat16)]
    public void Every_number_is_that_of_a_sum_in_double_precision(int rows, int inputs, int outputs, ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        (Tensor x, Tensor weight) = Draw(rows, inputs, outputs, type);
        Skip.IfNot(StreamedLinear.OfProcess.CanRun(x, weight), "This processor has no AVX2.");

        Tensor found = StreamedLinear.OfProcess.Apply(x, weight);

        found.dtype.Should().Be(type);
        found.shape.Should().Equal(rows, 1, outputs);
        Tensor exact = x.to_type(ScalarType.Float64).matmul(weight.to_type(ScalarType.Float64).t());

        // bfloat16 keeps eight bits: half a step of a number below 8 is 1/64.
        found.ShouldBe(exact, type == ScalarType.Float32 ? 5e-6 : 0.0157, "sum");
    }

    [SkippableTheory]
    [InlineData(ScalarType.Float32)]
    [InlineData(ScalarType.BFloat16)]
    public void A_rows_bits_depend_neither_on_rows_beside_it_nor_on_threads_and_no_tensor_stays(ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        (Tensor x, Tensor weight) = Draw(4, 512, 9000, type);
        Skip.IfNot(Run(x, weight) is not null, "This processor has no AVX2.");
        using TorchThreads threads = new(1);
        Tensor together = Run(x, weight)!;
        for (int row = 0; row < 4; row++)
        {
            Run(x.narrow(0, row, 1), weight)!.ShouldBe(together.narrow(0, row, 1), 0, $"row {row} alone");
        }

        set_num_threads(3);
        StreamedLinear.Parts(weight, get_num_threads()).Should().BeGreaterThan(1);
        long before = Tensor.TotalCount;
        using Tensor three = Run(x, weight)!;
        Tensor.TotalCount.Should().Be(before + 1);
        three.ShouldBe(together, 0, "three threads");

        static Tensor? Run(Tensor x, Tensor weight)
        {
            using IDisposable grad = no_grad();
            return StreamedLinear.OfProcess.CanRun(x, weight) ? StreamedLinear.OfProcess.Apply(x, weight) : null;
        }
    }

    [SkippableFact]
    public void Sums_of_bfloat16_are_rounded_as_libtorch_rounds()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();

        // 1 + 1/256 lies between two numbers and goes to the even one, 1 + 3/256 to the other side; infinities and NaN stay.
        float[] values = [1 + (1f / 256), 1 + (3f / 256), 1 + (1.5f / 256), -3.4e38f, float.PositiveInfinity, float.NegativeInfinity, float.NaN, 0, 1e-40f];
        Tensor upper = tensor(values).to_type(ScalarType.BFloat16).to_type(ScalarType.Float32), rest = (tensor(values) - upper).nan_to_num(0, 0, 0).to_type(ScalarType.BFloat16).to_type(ScalarType.Float32);
        Tensor x = zeros(1, 64), weight = zeros(values.Length, 64);
        x.narrow(1, 0, 2).fill_(1);
        weight.narrow(1, 0, 1).copy_(upper.unsqueeze(1));
        weight.narrow(1, 1, 1).copy_(rest.unsqueeze(1));
        (x, weight) = (x.to_type(ScalarType.BFloat16), weight.to_type(ScalarType.BFloat16));
        Skip.IfNot(StreamedLinear.OfProcess.CanRun(x, weight), "This processor has no AVX2.");

        Tensor found = StreamedLinear.OfProcess.Apply(x, weight).to_type(ScalarType.Float32).view(-1);

        found.data<float>().ToArray().Should().Equal((upper + rest).to_type(ScalarType.BFloat16).to_type(ScalarType.Float32).data<float>().ToArray());
    }

    [SkippableFact]
    public void Views_are_read_as_what_they_show()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        Tensor x = rand(64, 3).t(), weight = rand(40, 64).narrow(0, 10, 20);
        Skip.IfNot(StreamedLinear.OfProcess.CanRun(x, weight), "This processor has no AVX2.");

        StreamedLinear.OfProcess.Apply(x, weight).ShouldBe(nn.functional.linear(x, weight), 1e-4, "view");
    }

    [Fact]
    public void What_it_cannot_do_stays_with_libtorch_even_if_forced()
    {
        using DisposeScope scope = NewDisposeScope();
        StreamedLinear everywhere = new(isSupported: true);
        Tensor wanted = zeros(512, 512, requires_grad: true);
        everywhere.CanRun(zeros(2, 512), wanted).Should().BeFalse("a gradient is asked for");
        using IDisposable grad = no_grad();
        everywhere.CanRun(zeros(2, 512), wanted).Should().BeTrue();
        everywhere.CanRun(zeros(17, 512), wanted).Should().BeFalse("too many rows");
        everywhere.CanRun(zeros(0, 512), wanted).Should().BeFalse("no rows");
        everywhere.CanRun(zeros(2, 100), zeros(64, 100)).Should().BeFalse("not a multiple of 32");
        everywhere.CanRun(zeros(2, 512), zeros(512, 512).t()).Should().BeFalse("a weight that does not lie row by row");
        everywhere.CanRun(zeros(2, 512, ScalarType.Float16), zeros(512, 512, ScalarType.Float16)).Should().BeFalse("float16");
        everywhere.CanRun(zeros(2, 512, ScalarType.BFloat16), wanted).Should().BeFalse("two types");
        everywhere.CanRun(zeros(1, 1024), wanted).Should().BeFalse("rows of another length than the weight's");
        everywhere.CanRun(zeros(2, 256), wanted).Should().BeFalse("rows of another length than the weight's");
        everywhere.CanRun(zeros([2, 512], device: META), zeros([512, 512], device: META)).Should().BeFalse("not on the CPU");
        LinearKernel kernel = new(new KernelOptions { Linear = LinearMethod.Streamed });
        kernel.Choose(zeros(17, 512), wanted).Should().Be(LinearMethod.Native);
        kernel.Apply(zeros(17, 512), wanted).shape.Should().Equal(17, 512);
    }

    [Theory]
    [InlineData(LinearMethod.Automatic)]
    [InlineData(LinearMethod.Streamed)]
    public void A_processor_without_the_vectors_computes_by_libtorch_bit_by_bit(LinearMethod method)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        Tensor x = rand(1, 512), weight = rand(512, 512);
        LinearKernel kernel = new(new KernelOptions { Linear = method }, streamed: new StreamedLinear(isSupported: false));

        kernel.Choose(x, weight).Should().Be(LinearMethod.Native);
        kernel.Apply(x, weight).ShouldBe(nn.functional.linear(x, weight), 0, "the fall-back");
    }

    private static (Tensor X, Tensor Weight) Draw(int rows, int inputs, int outputs, ScalarType type)
    {
        using Generator generator = new(7);
        return (empty(rows, 1, inputs).normal_(0, 1, generator).to_type(type), empty(outputs, inputs).normal_(0, Math.Pow(inputs, -0.5), generator).to_type(type));
    }
}
