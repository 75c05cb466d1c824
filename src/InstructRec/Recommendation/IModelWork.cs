namespace InstructRec.Recommendation;

/// <summary>What waits for a loaded model: scores of candidates, or a search through a catalogue.</summary>
internal interface IModelWork
{
    /// <summary>Runs a batch on a thread of the device; one result for each piece of work, in order.</summary>
    /// <param name="model">The weights that all of them were admitted to.</param>
    /// <param name="batch">Scoring work of any number, or one search.</param>
    /// <param name="cancellationToken">Looked at between steps.</param>
    static IReadOnlyList<WorkResult> Run(LoadedModel model, IReadOnlyList<IModelWork> batch, CancellationToken cancellationToken) =>
        batch is [MatchWork search] ? [search.Run(model, cancellationToken)] : ScoringWork.Run(model, [.. batch.Cast<ScoringWork>()], cancellationToken);
}
