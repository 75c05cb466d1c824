namespace InstructRec.Recommendation;

/// <summary>Whether a model answers, and if not, why not. An immutable snapshot.</summary>
/// <param name="State">How far it is.</param>
/// <param name="Checkpoint">The folder that answers now, or that is tried.</param>
public sealed record ModelReadiness(ModelState State, string Checkpoint)
{
    /// <summary>SHA-256 of the checkpoint that answers now; <see langword="null"/> unless <see cref="State"/> is <see cref="ModelState.Ready"/>.</summary>
    public string? CheckpointHash { get; init; }

    /// <summary>
    /// The last failure to load or to reload; <see langword="null"/> where the last try went well. A failed reload leaves the old weights in use:
    /// the state is then <see cref="ModelState.Ready"/> beside a failure.
    /// </summary>
    public InstructRecException? Failure { get; init; }
}
