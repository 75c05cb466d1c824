using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Runtime;
using InstructRec.Scoring;

namespace InstructRec.Recommendation;

/// <summary>Candidates to be scored for an instruction.</summary>
/// <param name="Instruction">What is asked; its <see cref="Instruction.Task"/> says how.</param>
/// <param name="Candidates">What may be answered; at least one.</param>
public sealed record ScoringRequest(Instruction Instruction, IReadOnlyList<Item> Candidates)
{
    /// <summary>The template to use; <see langword="null"/> leaves the choice to the model's formatter.</summary>
    public string? TemplateId { get; init; }

    /// <summary>
    /// Lets the model reason before it answers, by a chain-of-thought template; <see langword="null"/> (the default) does so only where
    /// <see cref="TemplateId"/> names such a template. A model that cannot reason does not look at it.
    /// </summary>
    public ReasoningOptions? Reasoning { get; init; }

    /// <summary>Told how far the scoring of this request's call is, on the thread that scores; <see langword="null"/> for nobody.</summary>
    public IProgress<ScoringProgress>? Progress { get; init; }

    /// <summary>Who waits for the answer; default <see cref="RequestPriority.Interactive"/>. The requests of one call go by the first one's priority and deadline.</summary>
    public RequestPriority Priority { get; init; }

    /// <summary>When the answer is of no use any more: from then on the call fails with <see cref="InstructRecErrorKind.Expired"/>; <see langword="null"/> for never.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Lists the candidates of a reranking in another order, the same one for the same seed; scores stay in the candidates' order.</summary>
    public long? PermutationSeed { get; init; }
}
