using InstructRec.T5;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Tests;

/// <summary>Where oneDNN loses, libtorch's own product stays.</summary>
[Collection("native")]
public class LinearTableTests
{
    [Theory]
    [InlineData(8, 512, 32128, LinearMethod.Native)]
    [InlineData(64, 512, 1024, LinearMethod.Native)]
    [InlineData(4096, 512, 1024, LinearMethod.OneDnn)]
    [InlineData(128, 512, 32128, LinearMethod.OneDnn)]
    public void The_table_keeps_to_what_was_measured(int rows, int inputs, int outputs, LinearMethod expected)
    {
        using Tensor x = zeros(rows, inputs), weight = zeros(outputs, inputs);
        if (expected == LinearMethod.OneDnn)
        {
            // A libtorch that does not export the function has one way only.
            expected = OneDnnLinear.OfProcess.IsAvailable ? expected : LinearMethod.Native;
        }

        using IDisposable grad = no_grad();
        new LinearKernel(new KernelOptions()).Choose(x, weight).Should().Be(expected);
    }
}
