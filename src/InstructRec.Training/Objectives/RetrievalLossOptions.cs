namespace InstructRec.Training.Objectives;

/// <summary>How a retrieval head is trained beside the likelihood.</summary>
public sealed record RetrievalLossOptions
{
    /// <summary>How much the loss counts beside the token loss; 1.</summary>
    public double Weight { get; init; } = 1;

    /// <summary>Against how many titles a row's targets are compared, the batch's own targets among them; 2,048. The whole catalogue where it is smaller.</summary>
    public int Titles { get; init; } = 2048;

    /// <summary>How much a target that lies further ahead than the next one counts, from 0 to 1; 1.</summary>
    public double LaterWeight { get; init; } = 1;

    /// <summary>
    /// The share of the batches that also teach tokens, in [0, 1]; 1. The others teach the comparison alone and cost about half: a network learns what goes with what sooner
    /// that way, and to spell titles later. A run's reported loss is the mean over both kinds.
    /// </summary>
    public double TokenShare { get; init; } = 1;

    /// <summary>
    /// The share of an instruction's pieces and pairs that a head which reads them does not see in a lesson, in [0, 1); 0. Each lesson leaves out others, so that more passes teach more before the
    /// training part is known by heart.
    /// </summary>
    public double LeftOut { get; init; }

    /// <summary>Decides which titles are drawn, which batches teach tokens and what is left out.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>Checks the values.</summary>
    /// <returns>These options.</returns>
    /// <exception cref="InstructRecException">A value cannot work (<see cref="InstructRecErrorKind.Options"/>).</exception>
    public RetrievalLossOptions Validate()
    {
        Require(double.IsFinite(Weight) && Weight > 0, "Weight must be positive");
        Require(Titles >= 2, "Titles must be at least 2");
        Require(LaterWeight is >= 0 and <= 1, "LaterWeight must lie between 0 and 1");
        Require(LeftOut is >= 0 and < 1, "LeftOut must be at least 0 and below 1");
        Require(TokenShare is >= 0 and <= 1, "TokenShare must lie between 0 and 1");
        return this;

        static void Require(bool holds, string rule)
        {
            if (!holds)
            {
                throw new InstructRecException(InstructRecErrorKind.Options, rule, nameof(RetrievalLossOptions));
            }
        }
    }
}
