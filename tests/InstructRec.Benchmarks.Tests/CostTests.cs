using InstructRec.Benchmarks.Profiling;

namespace InstructRec.Benchmarks.Tests;

/// <summary>FLOP and bytes, counted by hand.</summary>
public class CostTests
{
    [Fact]
    public void A_product_multiplies_and_adds_and_moves_three_matrices()
    {
        Cost cost = Cost.Product(3, 5, 7, 4);

        cost.Flop.Should().Be(2 * 3 * 5 * 7);
        cost.Bytes.Should().Be(4 * ((3 * 5) + (5 * 7) + (3 * 7)));
    }

    [Fact]
    public void Attention_is_two_products_and_a_softmax()
    {
        Cost cost = Cost.Attention(2, 3, 4, 5, 6, 2, 100);

        cost.Flop.Should().Be((2 * 3 * ((2 * 4 * 5 * 6) + (2 * 4 * 5 * 6))) + (5 * 2 * 3 * 4 * 5));
        cost.Bytes.Should().Be((2 * 2 * 3 * 6 * ((2 * 4) + (2 * 5))) + 100);
    }

    [Fact]
    public void The_least_time_is_that_of_the_narrower_roof()
    {
        Roofline peak = new(Gigaflops: 100, GigabytesPerSecond: 10);

        peak.Floor(new Cost(1e9, 1)).Should().BeApproximately(10, 1e-9);
        peak.Floor(new Cost(1, 1e9)).Should().BeApproximately(100, 1e-9);
    }

    [Fact]
    public void An_encoder_of_flan_t5_small_over_8_x_512_has_the_work_that_its_shapes_say()
    {
        // 8 layers: q, k, v, o of 512 x 384, three feed-forward matrices of 512 x 1024, two products of attention and its softmax.
        double tokens = 8 * 512, products = 8 * 2 * tokens * 512 * ((4 * 384) + (3 * 1024)), attention = 8 * 8 * 6 * 512.0 * 512 * ((4 * 64) + 5);

        TrainingCost.Encoder(ModelShapes.Small, 8, 512, 4).Flop.Should().BeApproximately(products + attention, 1);
    }
}
