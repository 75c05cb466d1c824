using InstructRec.Data;
using InstructRec.Instructions;

namespace InstructRec.Evaluation.Protocols;

/// <summary>Lets a model of instructions answer the leave-one-out protocol: each request becomes an instruction.</summary>
/// <param name="name">What tables call it.</param>
/// <param name="dataset">Where the items are.</param>
/// <param name="instruct">Makes the instruction of a request; it may know the request's history and nothing after it.</param>
/// <param name="score">The model.</param>
/// <param name="isOracleQuery">Whether the instruction is made from the target.</param>
public sealed class InstructionSystem(
    string name, InteractionDataset dataset, Func<EvaluationRequest, Instruction> instruct, InstructionScoring score, bool isOracleQuery = false) : IEvaluatedSystem
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public bool IsOracleQuery => isOracleQuery;

    /// <inheritdoc/>
    public IReadOnlyList<int>? InteractionCounts { get; init; }

    /// <summary>The instruction of sequential recommendation, ⟨P1, I0, T3⟩; a person without history gets ⟨P0, I0, T3⟩.</summary>
    /// <param name="dataset">Where the items are.</param>
    /// <returns>A function for the constructor.</returns>
    public static Func<EvaluationRequest, Instruction> Sequential(InteractionDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return request => new Instruction { Preference = HistoryOf(dataset, request), Task = TaskForm.Reranking };
    }

    /// <summary>The history of a request as P1.</summary>
    /// <param name="dataset">Where the items are.</param>
    /// <param name="request">The request.</param>
    /// <param name="text">P2 beside it, where there is one.</param>
    /// <returns>The preference; none where nothing is known.</returns>
    public static Preference HistoryOf(InteractionDataset dataset, EvaluationRequest request, string? text = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(request);
        return Preference.FromKnown(request.History.ToArray().Select((item, i) => new Catalog.Interaction(dataset.Items[item], i)), text);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<IReadOnlyList<double>>> ScoreAsync(IReadOnlyList<EvaluationRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        InstructionQuestion[] questions =
        [
            .. requests.Select(r => new InstructionQuestion(dataset.People[r.Person], instruct(r), [.. r.Candidates.ToArray().Select(i => dataset.Items[i])])),
        ];
        return score(questions, cancellationToken);
    }
}
