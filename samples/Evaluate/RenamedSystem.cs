using InstructRec.Evaluation.Protocols;

namespace Evaluate;

/// <summary>A system under a name that says which of several trainings it is.</summary>
internal sealed class RenamedSystem(IEvaluatedSystem system, string name) : IEvaluatedSystem
{
    public string Name => name;

    public bool IsOracleQuery => system.IsOracleQuery;

    public IReadOnlyList<int>? InteractionCounts => system.InteractionCounts;

    public ValueTask<IReadOnlyList<IReadOnlyList<double>>> ScoreAsync(IReadOnlyList<EvaluationRequest> requests, CancellationToken cancellationToken = default) =>
        system.ScoreAsync(requests, cancellationToken);
}
