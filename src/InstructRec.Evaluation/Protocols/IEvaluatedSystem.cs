namespace InstructRec.Evaluation.Protocols;

/// <summary>Anything that scores candidates for a person: a baseline, a trained network, a chat model.</summary>
public interface IEvaluatedSystem
{
    /// <summary>What tables call it.</summary>
    string Name { get; }

    /// <summary>Whether the system is told something made from the target (an intention from its review or its category): then tables label the figure "oracle query".</summary>
    bool IsOracleQuery => false;

    /// <summary>Scores several people's candidates.</summary>
    /// <param name="requests">The people.</param>
    /// <param name="cancellationToken">Stops the scoring.</param>
    /// <returns>For each request, in order, one score per candidate, in order; higher is better.</returns>
    ValueTask<IReadOnlyList<IReadOnlyList<double>>> ScoreAsync(IReadOnlyList<EvaluationRequest> requests, CancellationToken cancellationToken = default);
}
