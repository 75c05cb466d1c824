namespace InstructRec.Decoding;

/// <summary>What every search begins with.</summary>
internal static class Prompt
{
    /// <summary>Reads the start token and the forced beginning into every row; the scores after the last of them are then there.</summary>
    public static void Read(IDecoderRows rows, int startToken, DecodingOptions options, bool normalise, CancellationToken cancellationToken)
    {
        int[] tokens = new int[rows.RowCount];
        for (int i = -1; i < options.DecoderPrefix.Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Array.Fill(tokens, i < 0 ? startToken : options.DecoderPrefix[i]);
            rows.Step(tokens, normalise);
        }
    }

    public static InstructRecException NoScores(DecodingOptions options) => new(
        InstructRecErrorKind.Scores,
        "The network returned NaN or infinite logits while decoding",
        options.Checkpoint ?? "the checkpoint",
        "Weights that overflow in half precision run in float32 or bfloat16; a checkpoint with NaN weights must be trained or downloaded again");
}
