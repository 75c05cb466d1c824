namespace InstructRec.Decoding;

/// <summary>When beam search stops although beams are alive and tokens are left.</summary>
public enum EarlyStopping
{
    /// <summary>When the best live sum, scored at its present length, does not beat the worst of n hypotheses (Hugging Face's <c>False</c>).</summary>
    WhenUnlikelyToImprove,

    /// <summary>As soon as there are n hypotheses (<c>True</c>).</summary>
    WhenFull,

    /// <summary>As the first, but with a positive length penalty the live sum is scored at the greatest possible length (<c>"never"</c>).</summary>
    WhenUnableToImprove,
}
