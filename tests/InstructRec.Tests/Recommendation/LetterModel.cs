using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Recommendation;

namespace InstructRec.Tests.Recommendation;

/// <summary>A model of a host's own: titles score by how many letters they share with the wish. It counts its calls.</summary>
internal sealed class LetterModel : IRecommenderModel
{
    private int _calls;

    public int Calls => _calls;

    public TaskForms Supported { get; init; } = TaskForms.All;

    public Func<Item, double>? Override { get; init; }

    public ValueTask<IReadOnlyList<CandidateScores>> ScoreAsync(IReadOnlyList<ScoringRequest> requests, CancellationToken cancellationToken = default)
    {
        Interlocked.Increment(ref _calls);
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult<IReadOnlyList<CandidateScores>>(
            [.. requests.Select(r => CandidateScores.FromValues([.. r.Candidates.Select(c => Override?.Invoke(c) ?? Score(r.Instruction, c))]))]);
    }

    public static double Score(Instruction instruction, Item item) => item.Title.Distinct().Count(c => instruction.Intention.Text?.Contains(c) == true);
}
