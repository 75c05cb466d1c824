namespace InstructRec.Decoding;

/// <summary>Makes tokens that occurred less likely: a negative score is multiplied by the penalty, a positive one divided, once per distinct token.</summary>
public sealed class RepetitionPenalty : ILogitsProcessor
{
    private readonly float _penalty;

    /// <summary>Creates the rule.</summary>
    /// <param name="penalty">Above 0; above 1 discourages repetition, 1 does nothing.</param>
    public RepetitionPenalty(double penalty)
    {
        if (!double.IsFinite(penalty) || penalty <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(penalty), penalty, "The penalty is a finite number above 0.");
        }

        _penalty = (float)penalty;
    }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        for (int i = 0; i < tokens.Length; i++)
        {
            int token = tokens[i];
            if (token < scores.Length && !tokens[..i].Contains(token))
            {
                scores[token] = scores[token] < 0 ? scores[token] * _penalty : scores[token] / _penalty;
            }
        }
    }
}
