namespace InstructRec.Decoding;

/// <summary>A decoder in the middle of some sequences, one a row. What the searches know of the network.</summary>
internal interface IDecoderRows : IDisposable
{
    /// <summary>The number of rows now; one per instruction at first.</summary>
    int RowCount { get; }

    /// <summary>Reads one token per row.</summary>
    /// <param name="tokens">The next token of each row.</param>
    /// <param name="normalise">Whether <see cref="Scores"/> are to be log-probabilities instead of logits.</param>
    void Step(ReadOnlySpan<int> tokens, bool normalise);

    /// <summary>The scores of every token of the vocabulary after a row, free to be changed; valid until the next step.</summary>
    Span<float> Scores(int row);

    /// <summary>The logarithm of the sum of the exponentials of a row's logits: what makes them log-probabilities; 0 after a normalising step.</summary>
    float LogNormaliser(int row);

    /// <summary>Makes the rows those listed, in this order; a row may go, stay, or stand several times (only beside rows of the same instruction).</summary>
    void Select(ReadOnlySpan<int> rows);
}
