using InstructRec.Scoring;

namespace InstructRec.Tests.Scoring;

public class LogSumExpTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(16)]
    [InlineData(100)]
    [InlineData(32128)]
    public void Is_the_normaliser(int length)
    {
        Random random = new(length);
        float[] logits = [.. Enumerable.Range(0, length).Select(_ => (float)((random.NextDouble() * 60) - 90))];
        double top = logits.Max(), expected = top + Math.Log(logits.Sum(l => Math.Exp(l - top)));
        LogSumExp.Of(logits).Should().BeApproximately((float)expected, 1e-5f);
    }

    [Fact]
    public void Is_exact_to_the_last_digits_whatever_the_spread()
    {
        // Equal logits below a large one: their exponentials alone make the difference to it. Few of them, so that no error of adding up hides in the sum.
        for (double below = 0; below < 86; below += 0.37)
        {
            float[] logits = [0, .. Enumerable.Repeat((float)-below, 31)];
            LogSumExp.Of(logits).Should().BeApproximately((float)Math.Log(1 + (31 * Math.Exp((float)-below))), 1e-6f);
        }

        LogSumExp.Of([0, -500, float.NegativeInfinity, .. new float[13].Select(_ => -1e30f)]).Should().Be(0);
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Does_not_hide_what_is_no_number(float bad)
    {
        for (int place = 0; place < 40; place++)
        {
            float[] logits = new float[40];
            logits[place] = bad;
            float.IsNaN(LogSumExp.Of(logits)).Should().BeTrue();
        }
    }

    [Fact]
    public void Widening_is_exact()
    {
        ushort[] halves = [.. Enumerable.Range(0, 70).Select(i => (ushort)(i * 929))];
        float[] wide = new float[70];
        LogSumExp.Widen(halves, wide);
        wide.Select(BitConverter.SingleToUInt32Bits).Should().Equal(halves.Select(h => (uint)h << 16));
    }
}
