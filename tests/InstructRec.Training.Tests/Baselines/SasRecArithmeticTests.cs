using InstructRec.Data.Leakage;
using InstructRec.Training.Baselines;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Training.Tests.Baselines;

using TemporaryFolder = InstructRec.Testing.TemporaryFolder;

[Collection("native")]
public sealed class SasRecArithmeticTests
{
    [Fact]
    public void The_managed_state_is_the_networks()
    {
        SasRecOptions options = new() { Width = 24, InnerWidth = 40, Heads = 3, Layers = 3, MaxLength = 9, Seed = 5 };
        using var scope = NewDisposeScope();
        using SasRecNetwork network = new(30, options);
        using (no_grad())
        {
            Generator generator = new(7, CPU);
            foreach ((_, TorchSharp.Modules.Parameter parameter) in network.Parameters)
            {
                parameter.add_(empty_like(parameter).normal_(0, 0.3, generator));
            }
        }

        SasRec model = new(network.Weights(), options.Width, options.Heads);
        foreach (int length in new[] { 1, 2, 5, 9 })
        {
            int[] history = [.. Enumerable.Range(0, length).Select(i => ((i * 11) + length) % 30)];
            float[] expected = network.Forward(tensor(history.Select(i => (long)i).ToArray(), [1, length]), training: false)[0, length - 1].detach().data<float>().ToArray();
            float[] actual = model.State(history);
            for (int i = 0; i < expected.Length; i++)
            {
                actual[i].Should().BeApproximately(expected[i], 2e-4f, $"length {length}, element {i}");
            }
        }
    }

    [Fact]
    public void Later_items_and_padding_change_no_earlier_state()
    {
        using var scope = NewDisposeScope();
        using SasRecNetwork network = new(30, new SasRecOptions());
        Tensor shorter = network.Forward(tensor(new long[] { 3, 4, 5 }, [1, 3]), training: false);
        Tensor longer = network.Forward(tensor(new long[] { 3, 4, 5, 0, 29 }, [1, 5]), training: false);
        (shorter - longer.narrow(1, 0, 3)).abs().max().item<float>().Should().BeLessThan(1e-5f);
    }

    [Theory]
    [InlineData(7)]
    [InlineData(5000)]
    public void Cross_entropy_in_blocks_has_the_value_and_gradients_of_the_plain_formula(int items)
    {
        using var scope = NewDisposeScope();
        Generator generator = new(3, CPU);
        Tensor source = randn([1200, 16], generator: generator, requires_grad: true);
        Tensor catalog = randn([items, 16], generator: generator, requires_grad: true);
        Tensor targets = randint(0, items, [1200], dtype: ScalarType.Int64, generator: generator);
        Tensor plain = nn.functional.cross_entropy(matmul(source * 2, catalog.t()), targets);
        plain.backward();
        Tensor expectedSource = source.grad!.clone();
        Tensor expectedCatalog = catalog.grad!.clone();

        source.grad = null;
        Tensor gradient = zeros_like(catalog);
        double loss = CatalogCrossEntropy.Backward(source * 2, catalog, gradient, targets);

        loss.Should().BeApproximately(plain.item<float>(), 1e-4);
        (source.grad! - expectedSource).abs().max().item<float>().Should().BeLessThan(1e-6f);
        (gradient - expectedCatalog).abs().max().item<float>().Should().BeLessThan(1e-6f);
    }

    [Fact]
    public void Every_next_item_of_a_long_history_is_learned_once()
    {
        using TemporaryFolder folder = new();
        File.WriteAllLines(folder.Of("items.csv"), ["id,title", .. Enumerable.Range(0, 30).Select(i => $"{i},thing {i}")]);
        File.WriteAllLines(folder.Of("interactions.csv"), ["person,item,timestamp", .. Enumerable.Range(0, 30).Select(i => $"ann,{i},{1000 + i}")]);
        Data.Splits.LeaveOneOutSplit split = new(Data.Readers.DatasetFolder.Open(folder.Path));
        SequenceSteps steps = new(CheckedHistories.Of(split, "a test"), maxLength: 9, targets: 1000, seed: 1);
        int[] targets = [.. steps.Of(1).SelectMany(s => s).SelectMany(g => g).SelectMany(s => s[1..]).Order()];
        targets.Should().Equal(Enumerable.Range(1, 27));
        steps.Of(1).SelectMany(s => s).SelectMany(g => g).Should().OnlyContain(s => s.Length <= 10);
    }
}
