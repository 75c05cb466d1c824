namespace InstructRec.Evaluation.Protocols;

/// <summary>Anything that scores candidates for a person: a baseline, a trained network, a chat model.</summary>
public interface IEvaluatedSystem
{
    /// <summary>What tables call it.</summary>
    string Name { get; }

    /// <summary>Whether the system is told something made from the target (an intention from its review or its category): then tables label the figure "oracle query".</summary>
    bool IsOracleQuery => false;

    /// <summary>How often each item occurs in the interactions that the system was fitted on, by the item's place in the catalogue; <see langword="null"/> where it counts none.</summary>
    /// <remarks>A protocol holds the counts against what lies before the validation positions and refuses a system that knows more.</remarks>
    IReadOnlyList<int>? InteractionCounts => null;

    /// <summary>Scores several people's candidates.</summary>
    /// <param name="requests">The people.</param>
    /// <param name="cancellationToken">Stops the scoring.</param>
    /// <returns>For each request, in order, one score per candidate, in order; higher is better.</returns>
    ValueTask<IReadOnlyList<IReadOnlyList<double>>> ScoreAsync(IReadOnlyList<EvaluationRequest> requests, CancellationToken cancellationToken = default);
}
