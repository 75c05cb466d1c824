using InstructRec.Decoding;

namespace InstructRec.Tests.Decoding;

/// <summary>A language model without a network: the logits after a sequence are drawn from a hash of its tokens, so that every search can be checked by hand.</summary>
internal sealed class TableDecoder(int rows, int vocabulary, int seed) : IDecoderRows
{
    private List<List<int>> _rows = [.. Enumerable.Range(0, rows).Select(i => new List<int> { -1 - i })];
    private float[][] _scores = [];
    private float[] _normalisers = [];

    public int RowCount => _rows.Count;

    public int RowsComputed { get; private set; }

    public bool NaN { get; init; }

    public float[] Logits(IEnumerable<int> sequence)
    {
        ulong state = (ulong)seed;
        foreach (int token in sequence)
        {
            state = (state ^ (ulong)(token + 10)) * 0x9E3779B97F4A7C15;
            state ^= state >> 29;
        }

        Random random = new((int)(state & 0x7FFFFFFF));
        return [.. Enumerable.Range(0, vocabulary).Select(_ => NaN ? float.NaN : (float)(random.NextDouble() * 6))];
    }

    public float[] LogProbabilities(IEnumerable<int> sequence)
    {
        float[] logits = Logits(sequence);
        double normaliser = Math.Log(logits.Sum(l => Math.Exp(l)));
        return [.. logits.Select(l => (float)(l - normaliser))];
    }

    public void Step(ReadOnlySpan<int> tokens, bool normalise)
    {
        tokens.Length.Should().Be(_rows.Count);
        for (int i = 0; i < tokens.Length; i++)
        {
            _rows[i].Add(tokens[i]);
        }

        RowsComputed += _rows.Count;
        _scores = [.. _rows.Select(r => normalise ? LogProbabilities(r) : Logits(r))];
        _normalisers = [.. _rows.Select(r => normalise ? 0f : (float)Math.Log(Logits(r).Sum(l => Math.Exp(l))))];
    }

    public Span<float> Scores(int row) => _scores[row];

    public float LogNormaliser(int row) => _normalisers[row];

    public void Select(ReadOnlySpan<int> rows) => _rows = [.. rows.ToArray().Select(r => new List<int>(_rows[r]))];

    public void Dispose()
    {
    }
}
