using InstructRec.Data.Candidates;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Metrics;

namespace InstructRec.Evaluation.Protocols;

/// <summary>Which wording does best on validation: chosen there by NDCG@5, so that the test knows one template only.</summary>
/// <param name="Results">Each template's id with its result on validation, best first.</param>
public sealed record TemplateSelection(IReadOnlyList<(string TemplateId, EvaluationResult Result)> Results)
{
    /// <summary>The chosen template's id.</summary>
    public string Chosen => Results[0].TemplateId;

    /// <summary>Asks about the same validation people with each template.</summary>
    /// <param name="split">The split.</param>
    /// <param name="candidates">Validation candidates.</param>
    /// <param name="templateIds">The templates; at least one. Of equals the first is chosen.</param>
    /// <param name="system">Makes the system that words everything by a template, for example by <see cref="RecommenderScoring.ToScoring"/> with the id.</param>
    /// <param name="options">Seed, batch size, sample.</param>
    /// <param name="cancellationToken">Stops between two batches.</param>
    /// <returns>All results; the choice.</returns>
    public static async Task<TemplateSelection> ChooseAsync(
        LeaveOneOutSplit split, CandidateSet candidates, IReadOnlyList<string> templateIds, Func<string, IEvaluatedSystem> system, ProtocolOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(templateIds);
        ArgumentNullException.ThrowIfNull(system);
        ArgumentOutOfRangeException.ThrowIfZero(templateIds.Count);
        LeaveOneOutProtocol protocol = new(split, SplitPart.Validation, candidates, options);
        List<(string, EvaluationResult)> results = [];
        foreach (string id in templateIds)
        {
            results.Add((id, await protocol.RunAsync(system(id), cancellationToken: cancellationToken).ConfigureAwait(false)));
        }

        return new TemplateSelection([.. results.OrderByDescending(r => r.Item2.Values(new Ndcg(5)).Average())]);
    }
}
