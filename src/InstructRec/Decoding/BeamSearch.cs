using InstructRec.T5;

namespace InstructRec.Decoding;

/// <summary>Follows the n likeliest sequences at once and returns the best finished ones.</summary>
/// <remarks>
/// <para>As Hugging Face's <c>generate</c> does it: log-probabilities are processed and not normalised again; each step takes the 2n best continuations of
/// all live sequences; those that end count only among the first n; the first n that do not end live on. Unlike it, excluded continuations are never
/// followed, and fewer than n hypotheses are returned where there are no more (a trie with fewer titles than beams).</para>
/// <para>The instructions of a batch do not influence each other, and one that is finished costs nothing more. Immutable; holds no native memory. Each call
/// belongs to the thread of the model's device.</para>
/// </remarks>
public sealed class BeamSearch
{
    private readonly BeamSearchOptions _options;

    /// <summary>Creates the search.</summary>
    /// <param name="options">Beams, limits and rules; the defaults when <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public BeamSearch(BeamSearchOptions? options = null)
    {
        _options = options ?? new BeamSearchOptions();
        _options.Check();
    }

    /// <summary>Answers every instruction of a batch.</summary>
    /// <param name="model">The network, in evaluation mode; stays the caller's.</param>
    /// <param name="encoded">The instructions; stays the caller's.</param>
    /// <param name="cancellationToken">Looked at between steps.</param>
    /// <returns>The hypotheses of each instruction, best first.</returns>
    /// <exception cref="InstructRecException">The network returned NaN or infinity (<see cref="InstructRecErrorKind.Scores"/>).</exception>
    public IReadOnlyList<IReadOnlyList<DecodedSequence>> Decode(T5ForConditionalGeneration model, EncodedInstruction encoded, CancellationToken cancellationToken = default)
    {
        using T5DecoderRows rows = T5DecoderRows.Begin(model, encoded, _options, _options.BeamCount);
        return Run(rows, model.Config.DecoderStartTokenId, model.Config.EndTokenId, cancellationToken);
    }

    internal IReadOnlyList<DecodedSequence>[] Run(IDecoderRows rows, int startToken, int endToken, CancellationToken cancellationToken = default)
    {
        BeamHypotheses[] all = [.. Enumerable.Range(0, rows.RowCount).Select(_ => new BeamHypotheses(_options, startToken, endToken))];
        List<BeamHypotheses> live = [.. all];
        Prompt.Read(rows, startToken, _options, normalise: true, cancellationToken);
        while (true)
        {
            List<int> kept = [];
            int firstRow = 0;
            foreach (BeamHypotheses one in live)
            {
                int rowsOfOne = one.Live.Count;
                foreach (int parent in one.Advance(rows, firstRow))
                {
                    kept.Add(firstRow + parent);
                }

                firstRow += rowsOfOne;
            }

            live.RemoveAll(one => one.Live.Count == 0);
            if (live.Count == 0)
            {
                return [.. all.Select(one => one.Results)];
            }

            cancellationToken.ThrowIfCancellationRequested();
            rows.Select([.. kept]);
            rows.Step([.. live.SelectMany(one => one.Live).Select(beam => beam.Tokens[^1])], normalise: true);
        }
    }
}
