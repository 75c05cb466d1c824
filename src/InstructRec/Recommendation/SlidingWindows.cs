using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Scoring;

namespace InstructRec.Recommendation;

/// <summary>A window that slides over the list from the back to the front, each time putting its candidates in order (as RankGPT does: Sun and others, 2023).</summary>
/// <remarks>
/// <para>For lists that do not fit one prompt and whose order already means something, such as a retriever's. A window of <see cref="WindowSize"/> candidates is
/// one prompt; neighbouring windows overlap by window size - <see cref="Step"/>, and what wins a window meets the candidates before it.</para>
/// <para>Cost: 1 + (n - window size) / step prompts (rounded up) a pass, one call of the model after the other, since each window needs the one before. A
/// <see cref="Tournament"/> asks in two calls what this asks in many.</para>
/// <para>Guarantee: where windows agree with one order of all candidates, the best (window size - step) are in their places after one pass, and every further
/// pass places as many more if the step is at least half a window; nothing is dropped. What stands behind them is ordered only roughly: a good candidate rises as far as it wins, a bad one falls at most
/// to the end of its window. Ties keep the order in which the candidates stand.</para>
/// <para>An item's score and probability are those of the last window that it stood in: comparable with its neighbours in that window, not down the list.</para>
/// </remarks>
public sealed class SlidingWindows : IRankingStrategy
{
    /// <summary>Creates the strategy.</summary>
    /// <param name="windowSize">Candidates per prompt, at least 2.</param>
    /// <param name="step">How far the window moves, from 1 to <paramref name="windowSize"/> - 1; <see langword="null"/> for half the window.</param>
    /// <param name="passes">How often the window goes over the list, at least 1.</param>
    public SlidingWindows(int windowSize = 10, int? step = null, int passes = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(windowSize, 2);
        ArgumentOutOfRangeException.ThrowIfLessThan(step ?? 1, 1, nameof(step));
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(step ?? 1, windowSize, nameof(step));
        ArgumentOutOfRangeException.ThrowIfLessThan(passes, 1);
        (WindowSize, Step, Passes) = (windowSize, step ?? windowSize / 2, passes);
    }

    /// <summary>Candidates per prompt.</summary>
    public int WindowSize { get; }

    /// <summary>How far the window moves.</summary>
    public int Step { get; }

    /// <summary>How often the window goes over the list.</summary>
    public int Passes { get; }

    /// <inheritdoc/>
    public string Name => "sliding windows";

    /// <inheritdoc/>
    public async ValueTask<Ranking> RankAsync(
        IRecommenderModel model, Instruction instruction, IReadOnlyList<Item> candidates, RankingOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(options);
        Place[] list = [.. candidates.Select(item => new Place(item, default, 0))];
        List<CandidateScores> asked = [];
        for (int pass = 0; pass < Passes; pass++)
        {
            foreach (int start in Starts(list.Length))
            {
                Place[] window = list[start..Math.Min(start + WindowSize, list.Length)];
                CandidateScores scores = await ScoredSet.OfAsync(
                    model, instruction, TaskForm.Reranking, [.. window.Select(place => place.Item)], options, cancellationToken).ConfigureAwait(false);
                asked.Add(scores);
                int[] order = RankingOrder.Descending([.. scores.Scores.Select(s => s.Total)]);
                for (int i = 0; i < order.Length; i++)
                {
                    list[start + i] = new Place(window[order[i]].Item, scores.Scores[order[i]], scores.Probabilities[order[i]]);
                }
            }

            // One window that holds everything has said all it can.
            if (list.Length <= WindowSize)
            {
                break;
            }
        }

        return ScoredSet.Described(new Ranking([.. list.Select((place, at) => new RankedItem(place.Item, at + 1, place.Score, place.Probability))], Name), asked);
    }

    /// <summary>Where the windows of one pass begin, the last of the list first; the one at the front always begins with the first candidate.</summary>
    private IEnumerable<int> Starts(int count)
    {
        int start = Math.Max(0, count - WindowSize);
        yield return start;
        while (start > 0)
        {
            start = Math.Max(0, start - Step);
            yield return start;
        }
    }

    private readonly record struct Place(Item Item, CandidateScore Score, double Probability);
}
