using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using InstructRec.Recommendation;

namespace InstructRec.Tests.Recommendation;

public sealed class PaddedBatchesTests
{
    [Property(MaxTest = 200)]
    public Property No_other_cuts_cost_less() => Prop.ForAll(Gen.Choose(1, 600).ArrayOf().Where(a => a.Length is > 0 and < 9).ToArbitrary(), lengths =>
    {
        int[] sorted = [.. lengths.Order()];
        List<int> sizes = PaddedBatches.Sizes(sorted, 1024);

        sizes.Sum().Should().Be(sorted.Length);
        Cost(sorted, sizes)!.Value.Should().Be(Enumerable.Range(0, 1 << (sorted.Length - 1)).Select(cuts => Cost(sorted, Of(cuts, sorted.Length))).Min()!.Value);
    });

    [Fact]
    public void Like_lengths_stay_together_and_unlike_ones_do_not()
    {
        PaddedBatches.Sizes([100, 101, 102, 103], 8192).Should().Equal(4);
        PaddedBatches.Sizes([.. Enumerable.Repeat(30, 10), .. Enumerable.Repeat(400, 10)], 8192).Should().Equal(10, 10);
        PaddedBatches.Sizes([10, 9_000], 8192).Should().Equal([1, 1], "what is longer than the budget is read by itself");
    }

    private static long? Cost(int[] sorted, List<int> sizes)
    {
        long cost = 0;
        int at = 0;
        foreach (int size in sizes)
        {
            at += size;
            long tokens = (long)size * sorted[at - 1];
            if (size > 1 && tokens > 1024)
            {
                return null;
            }

            cost += tokens + 192;
        }

        return cost;
    }

    private static List<int> Of(int cuts, int count)
    {
        List<int> sizes = [];
        int size = 0;
        for (int i = 0; i < count; i++)
        {
            size++;
            if (i == count - 1 || (cuts >> i & 1) == 1)
            {
                sizes.Add(size);
                size = 0;
            }
        }

        return sizes;
    }
}
