using InstructRec.Catalog;
using InstructRec.Data.Candidates;
using InstructRec.Extensions.AI.Asking;
using InstructRec.Extensions.AI.Prompts;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Scoring;

namespace InstructRec.Extensions.AI.Ranking;

/// <summary>A chat model as recommender: the candidates are numbered, and it answers with numbers.</summary>
/// <remarks>
/// Parses strictly and never asks again because of what an answer says. An answer that cannot be parsed leaves all candidates equal, so they keep the order given: report
/// <see cref="Report"/> beside every figure. Nothing outside the candidates can be returned. Scores are ranks (count for the first, 1 for the last) and no likelihoods; probabilities are uncalibrated.
/// Titles and wishes stand in the prompt as marked data; a title can still try to persuade a model, so do not put much trust in the order where titles come from strangers. Thread-safe.
/// </remarks>
/// <param name="asker">Asks, with cache and limits.</param>
/// <param name="prompts">The wording; the library's where <see langword="null"/>.</param>
/// <param name="historyLimit">How many of the most recent titles the model is shown.</param>
public sealed class ChatRanker(ChatAsker asker, ChatPrompts? prompts = null, int historyLimit = 20) : IRecommenderModel
{
    private const int ExampleCount = 5;
    private const int TextLimit = 1000;
    private readonly ChatPrompts _prompts = prompts ?? ChatPrompts.Default;
    private readonly Lock _gate = new();
    private readonly List<string> _examples = [];
    private long _answers;
    private long _unparsed;

    /// <inheritdoc/>
    public TaskForms Supported => TaskForms.Pointwise | TaskForms.Pairwise | TaskForms.Reranking;

    /// <summary>What was answered so far.</summary>
    public ChatRankerReport Report
    {
        get
        {
            lock (_gate)
            {
                return new ChatRankerReport(_answers, _unparsed, [.. _examples]);
            }
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<CandidateScores>> ScoreAsync(IReadOnlyList<ScoringRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        foreach (ScoringRequest request in requests)
        {
            if (request.Candidates.Count == 0)
            {
                throw new ArgumentException("A request has no candidates.", nameof(requests));
            }

            if (request.Instruction.Task is not (TaskForm.Pointwise or TaskForm.Pairwise or TaskForm.Reranking))
            {
                throw new InstructRecException(
                    InstructRecErrorKind.Instruction, $"a chat ranker cannot do the task form {request.Instruction.Task?.ToString() ?? "(none)"}", remedy: "Ask for Reranking, Pairwise or Pointwise");
            }
        }

        return await Task.WhenAll(requests.Select(r => r.Instruction.Task == TaskForm.Pointwise ? JudgeAsync(r, cancellationToken) : RankAsync(r, cancellationToken))).ConfigureAwait(false);
    }

    private async Task<CandidateScores> RankAsync(ScoringRequest request, CancellationToken cancellationToken)
    {
        int count = request.Candidates.Count;
        int[] listed = [.. Enumerable.Range(0, count)];
        if (request.PermutationSeed is { } seed)
        {
            new SplitMix64((ulong)seed).Shuffle<int>(listed);
        }

        var scores = new double[count];
        int[]? order = count == 1 ? [0] : null;
        if (count > 1)
        {
            string answer = await asker.AskAsync(
                _prompts.Ranking,
                new Dictionary<string, string>(StringComparer.Ordinal)
                {
                    ["person"] = Person(request.Instruction),
                    ["candidates"] = PromptData.Numbered(listed.Select(i => request.Candidates[i])),
                    ["count"] = count.ToString(System.Globalization.CultureInfo.InvariantCulture),
                },
                cancellationToken).ConfigureAwait(false);
            order = RankingAnswer.Order(answer, count);
            Note(answer, order is not null);
        }

        for (int rank = 0; rank < order?.Length; rank++)
        {
            scores[listed[order[rank]]] = count - rank;
        }

        return CandidateScores.FromValues(scores);
    }

    private async Task<CandidateScores> JudgeAsync(ScoringRequest request, CancellationToken cancellationToken)
    {
        string person = Person(request.Instruction);
        double[] yes = await Task.WhenAll(request.Candidates.Select(async candidate =>
        {
            string answer = await asker.AskAsync(
                _prompts.Judging,
                new Dictionary<string, string>(StringComparer.Ordinal) { ["person"] = person, ["candidates"] = PromptData.Titles([candidate]) },
                cancellationToken).ConfigureAwait(false);
            bool? judged = RankingAnswer.YesOrNo(answer);
            Note(answer, judged is not null);
            return judged switch { true => 1.0, false => 0.0, null => 0.5 };
        })).ConfigureAwait(false);
        return CandidateScores.FromValues(yes) with { Probabilities = yes };
    }

    private string Person(Instruction instruction)
    {
        var lines = new List<string>();
        Interaction[] history = [.. instruction.Preference.History];
        if (history.Length > 0)
        {
            lines.Add("taken before, oldest first:\n" + PromptData.Titles(history.Skip(Math.Max(0, history.Length - historyLimit)).Select(i => i.Item)));
        }

        Add("preference", instruction.Preference.Text);
        Add("wish", instruction.Text);
        Add("wish", instruction.Intention.Text);
        Add("labels wanted", string.Join(", ", instruction.Intention.Attributes.SelectMany(a => a.Labels)));
        Add("place", instruction.Context?.Place);
        Add("device", instruction.Context?.Device);
        Add("occasion", instruction.Context?.Occasion);
        Add("time", instruction.Context?.Time?.ToString("yyyy-MM-dd HH:mm", System.Globalization.CultureInfo.InvariantCulture));
        return lines.Count == 0 ? "(nothing)" : string.Join('\n', lines);

        void Add(string name, string? text)
        {
            if (!string.IsNullOrWhiteSpace(text))
            {
                lines.Add($"{name}: {PromptData.Text(text, TextLimit)}");
            }
        }
    }

    private void Note(string answer, bool parsed)
    {
        lock (_gate)
        {
            _answers++;
            if (!parsed)
            {
                _unparsed++;
                if (_examples.Count < ExampleCount)
                {
                    _examples.Add(PromptData.Text(answer, 200));
                }
            }
        }
    }
}
