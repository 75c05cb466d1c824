using TorchSharp;

namespace InstructRec.Tests;

public class SmokeTests
{
    [Fact]
    public void Loads() => torch.ones(2).sum().item<float>().Should().Be(2);
}
