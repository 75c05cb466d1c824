namespace InstructRec.Decoding;

/// <summary>The loop that greedy search and sampling share: one sequence a row, finished rows dropped, one token per row and step.</summary>
internal static class RowByRowDecoding
{
    /// <summary>Chooses a row's next token from its processed logits.</summary>
    public delegate int Choice(int row, ReadOnlySpan<float> scores);

    public static DecodedSequence[] Run(
        IDecoderRows rows, int startToken, int endToken, DecodingOptions options, IReadOnlyList<ILogitsProcessor> processors, Choice choose, Action<DecodedToken>? onToken, CancellationToken cancellationToken)
    {
        Row[] all = [.. Enumerable.Range(0, rows.RowCount).Select(i => new Row(i, startToken, options))];
        List<Row> live = [.. all];
        Prompt.Read(rows, startToken, options, normalise: false, cancellationToken);
        while (true)
        {
            for (int i = 0; i < live.Count; i++)
            {
                live[i].Choose(rows.Scores(i), rows.LogNormaliser(i), processors, choose, endToken, options, onToken);
            }

            int[] kept = [.. Enumerable.Range(0, live.Count).Where(i => !live[i].Done)];
            if (kept.Length == 0)
            {
                return [.. all.Select(r => r.Result)];
            }

            if (kept.Length < live.Count)
            {
                rows.Select(kept);
                live.RemoveAll(r => r.Done);
            }

            cancellationToken.ThrowIfCancellationRequested();
            rows.Step([.. live.Select(r => r.Last)], normalise: false);
        }
    }

    private sealed class Row
    {
        private readonly int _index, _promptLength;
        private readonly int[] _tokens;
        private int _length;
        private double _sum;
        private bool _ended;

        public Row(int index, int startToken, DecodingOptions options)
        {
            _index = index;
            _promptLength = 1 + options.DecoderPrefix.Count;
            _tokens = new int[_promptLength + options.MaxNewTokens];
            _tokens[_length++] = startToken;
            foreach (int token in options.DecoderPrefix)
            {
                _tokens[_length++] = token;
            }
        }

        public bool Done { get; private set; }

        public int Last => _tokens[_length - 1];

        public DecodedSequence Result => new(_tokens[_promptLength.._length], _ended, _sum, _sum);

        public void Choose(
            Span<float> scores, float normaliser, IReadOnlyList<ILogitsProcessor> processors, Choice choose, int endToken, DecodingOptions options, Action<DecodedToken>? onToken)
        {
            if (!float.IsFinite(normaliser))
            {
                throw Prompt.NoScores(options);
            }

            // Which token wins is known only after the processors have changed the scores, and its own log-probability is wanted from before.
            float[] own = processors.Count > 0 ? System.Buffers.ArrayPool<float>.Shared.Rent(scores.Length) : [];
            if (processors.Count > 0)
            {
                scores.CopyTo(own);
                foreach (ILogitsProcessor processor in processors)
                {
                    processor.Process(_tokens.AsSpan(0, _length), scores);
                }
            }

            int token = choose(_index, scores);
            float logit = token < 0 ? 0 : processors.Count > 0 ? own[token] : scores[token];
            if (processors.Count > 0)
            {
                System.Buffers.ArrayPool<float>.Shared.Return(own);
            }

            if (token < 0)
            {
                Done = true;
                return;
            }

            double logProbability = (double)logit - normaliser;
            onToken?.Invoke(new DecodedToken(_index, _length - _promptLength, token, logProbability));
            _tokens[_length++] = token;
            _sum += logProbability;
            _ended = token == endToken;
            Done = _ended || _length == _tokens.Length;
        }
    }
}
