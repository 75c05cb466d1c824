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
