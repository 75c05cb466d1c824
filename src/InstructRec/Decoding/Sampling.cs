using InstructRec.T5;

namespace InstructRec.Decoding;

/// <summary>Draws each token from the network's distribution, after temperature, top-k and top-p.</summary>
/// <remarks>
/// The same seed gives the same sequences, on every machine whose network gives the same logits; nothing draws from a generator that others share.
/// Immutable; holds no native memory. Each call belongs to the thread of the model's device.
/// </remarks>
public sealed class Sampling
{
    private readonly SamplingOptions _options;
    private readonly ILogitsProcessor[] _processors;

    /// <summary>Creates the sampler.</summary>
    /// <param name="options">Limits, rules and seed; the defaults when <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public Sampling(SamplingOptions? options = null)
    {
        _options = options ?? new SamplingOptions();
        _options.Check();
        List<ILogitsProcessor> processors = [.. _options.Processors];
        if (_options.Temperature != 1)
        {
            processors.Add(new Temperature(_options.Temperature));
        }

        if (_options.TopK is { } count)
        {
            processors.Add(new TopK(count));
        }

        if (_options.TopP != 1)
        {
            processors.Add(new TopP(_options.TopP));
        }

        _processors = [.. processors];
    }

    /// <summary>Draws one answer to every instruction of a batch.</summary>
    /// <param name="model">The network, in evaluation mode; stays the caller's.</param>
    /// <param name="encoded">The instructions; stays the caller's.</param>
    /// <param name="onToken">Told each token as it is said, on the calling thread.</param>
    /// <param name="cancellationToken">Looked at between steps.</param>
    /// <returns>One sequence per instruction.</returns>
    /// <exception cref="InstructRecException">The network returned NaN or infinity (<see cref="InstructRecErrorKind.Scores"/>).</exception>
    public IReadOnlyList<DecodedSequence> Decode(
        T5ForConditionalGeneration model, EncodedInstruction encoded, Action<DecodedToken>? onToken = null, CancellationToken cancellationToken = default)
    {
        using T5DecoderRows rows = T5DecoderRows.Begin(model, encoded, _options, rowsPerInstruction: 1);
        return Run(rows, model.Config.DecoderStartTokenId, model.Config.EndTokenId, onToken, cancellationToken);
    }

    internal DecodedSequence[] Run(IDecoderRows rows, int startToken, int endToken, Action<DecodedToken>? onToken = null, CancellationToken cancellationToken = default)
    {
        SeededDraws[] draws = [.. Enumerable.Range(0, rows.RowCount).Select(row => new SeededDraws(_options.Seed, row))];
        return RowByRowDecoding.Run(rows, startToken, endToken, _options, _processors, (row, scores) => Draw(draws[row].NextDouble(), scores), onToken, cancellationToken);
    }

    private static int Draw(double draw, ReadOnlySpan<float> scores)
    {
        int top = LargestScore.IndexOf(scores);
        if (top < 0)
        {
            return -1;
        }

        double total = 0;
        foreach (float score in scores)
        {
            total += Math.Exp(score - scores[top]);
        }

        double left = draw * total;
        int last = top;
        for (int token = 0; token < scores.Length; token++)
        {
            double mass = Math.Exp(scores[token] - scores[top]);
            if (mass > 0)
            {
                last = token;
                left -= mass;
                if (left < 0)
                {
                    return token;
                }
            }
        }

        return last;
    }
}
