namespace InstructRec.Decoding;

/// <summary>The beams and the finished hypotheses of one instruction.</summary>
internal sealed class BeamHypotheses
{
    private readonly BeamSearchOptions _options;
    private readonly int _endToken, _promptLength;
    private readonly List<DecodedSequence> _finished = [];
    private readonly TopContinuations _top;

    public BeamHypotheses(BeamSearchOptions options, int startToken, int endToken)
    {
        _options = options;
        _endToken = endToken;
        _promptLength = 1 + options.DecoderPrefix.Count;
        _top = new TopContinuations(2 * options.BeamCount);
        Live = [new Beam([startToken, .. options.DecoderPrefix], 0)];
    }

    /// <summary>A sequence that may go on, with the prompt; its place in the list is its place among the instruction's rows.</summary>
    public sealed record Beam(int[] Tokens, double Sum);

    /// <summary>The sequences followed now, best first; empty once the search is over.</summary>
    public IReadOnlyList<Beam> Live { get; private set; }

    /// <summary>The hypotheses, best first.</summary>
    public IReadOnlyList<DecodedSequence> Results => [.. _finished.Take(_options.ReturnCount ?? _options.BeamCount)];

    /// <summary>Takes one step with the scores of the live rows; returns for each sequence that lives on the place of the one it came from.</summary>
    /// <param name="rows">The decoder, after a normalising step.</param>
    /// <param name="firstRow">The row of the first live beam.</param>
    public int[] Advance(IDecoderRows rows, int firstRow)
    {
        _top.Clear();
        for (int i = 0; i < Live.Count; i++)
        {
            Span<float> scores = rows.Scores(firstRow + i);
            if (float.IsNaN(scores[0]))
            {
                throw Prompt.NoScores(_options);
            }

            foreach (ILogitsProcessor processor in _options.Processors)
            {
                processor.Process(Live[i].Tokens, scores);
            }

            _top.Offer(i, Live[i].Sum, scores);
        }

        int length = Live[0].Tokens.Length - _promptLength + 1;
        bool last = length == _options.MaxNewTokens;
        List<Beam> next = [];
        List<int> parents = [];
        for (int rank = 0; rank < _top.Best.Length; rank++)
        {
            (int beam, int token, double sum) = _top.Best[rank];
            if (token == _endToken || last)
            {
                // What ends outside the first n is dropped: n better continuations were there.
                if (rank < _options.BeamCount)
                {
                    Finish([.. Live[beam].Tokens.AsSpan(_promptLength), token], sum);
                }
            }
            else if (next.Count < _options.BeamCount)
            {
                next.Add(new Beam([.. Live[beam].Tokens, token], sum));
                parents.Add(beam);
            }
        }

        bool over = next.Count == 0 || IsOver(next[0].Sum, length);
        Live = over ? [] : next;
        return over ? [] : [.. parents];
    }

    private void Finish(int[] tokens, double sum)
    {
        double score = sum / Math.Pow(tokens.Length, _options.LengthPenalty);
        int at = _finished.FindIndex(h => h.Score < score);
        _finished.Insert(at < 0 ? _finished.Count : at, new DecodedSequence(tokens, tokens[^1] == _endToken, sum, score));
        if (_finished.Count > _options.BeamCount)
        {
            _finished.RemoveAt(_options.BeamCount);
        }
    }

    private bool IsOver(double bestLiveSum, int length)
    {
        if (_finished.Count < _options.BeamCount)
        {
            return false;
        }

        bool atGreatestLength = _options.EarlyStopping == EarlyStopping.WhenUnableToImprove && _options.LengthPenalty > 0;
        double possible = bestLiveSum / Math.Pow(atGreatestLength ? _options.MaxNewTokens : length, _options.LengthPenalty);
        return _options.EarlyStopping == EarlyStopping.WhenFull || possible <= _finished[^1].Score;
    }
}
