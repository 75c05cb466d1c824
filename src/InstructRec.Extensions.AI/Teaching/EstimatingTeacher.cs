using InstructRec.Catalog;
using InstructRec.Data.Teachers;
using InstructRec.Extensions.AI.Answers;
using InstructRec.Extensions.AI.Asking;
using InstructRec.Extensions.AI.Prompts;

namespace InstructRec.Extensions.AI.Teaching;

/// <summary>Stands in for a <see cref="ChatTeacher"/> before a run: counts the questions and their tokens and asks nothing.</summary>
/// <remarks>Run the generation over it and throw the instructions away. Questions whose answers are kept, and the same question again, cost nothing. Thread-safe.</remarks>
/// <param name="asker">The asker of the run to come.</param>
/// <param name="standIn">Writes the texts meanwhile, so that the generation goes on as it will.</param>
/// <param name="prompts">The wording of the questions; the library's where <see langword="null"/>.</param>
/// <param name="historyLimit">How many of the most recent titles the model is shown.</param>
public sealed class EstimatingTeacher(ChatAsker asker, IInstructionTeacher standIn, ChatPrompts? prompts = null, int historyLimit = 20) : IInstructionTeacher
{
    private const int WordsOfAnswer = 45;
    private readonly ChatPrompts _prompts = prompts ?? ChatPrompts.Default;
    private readonly HashSet<QuestionKey> _seen = [];
    private readonly Lock _gate = new();
    private long _questions;
    private long _known;
    private long _tokens;

    /// <inheritdoc/>
    public string Name => "estimate";

    /// <summary>What the run would ask, as far as it was seen.</summary>
    public AskingEstimate Estimate
    {
        get
        {
            lock (_gate)
            {
                return new AskingEstimate(_questions, _known, _tokens, _questions * WordsOfAnswer);
            }
        }
    }

    /// <inheritdoc/>
    public ValueTask<string?> WritePreferenceAsync(IReadOnlyList<Item> history, ulong seed, CancellationToken cancellationToken = default)
    {
        if (ChatTeacher.PreferenceQuestion(history, historyLimit) is not { } values)
        {
            return new((string?)null);
        }

        Count(_prompts.Preference, values);
        return standIn.WritePreferenceAsync(history, seed, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<string?> WriteIntentionAsync(Item target, string? review, ulong seed, CancellationToken cancellationToken = default)
    {
        if (ChatTeacher.IntentionQuestion(target, review) is not { } values)
        {
            return new((string?)null);
        }

        Count(_prompts.Intention, values);
        return standIn.WriteIntentionAsync(target, review, seed, cancellationToken);
    }

    private void Count(ChatPrompt prompt, Dictionary<string, string> values)
    {
        string user = prompt.Fill(values);
        QuestionKey key = asker.KeyOf(prompt, user);
        lock (_gate)
        {
            if (!_seen.Add(key))
            {
                return;
            }

            if (asker.IsKnown(prompt, values))
            {
                _known++;
                return;
            }

            _questions++;
            _tokens += ChatAsker.EstimateTokens(prompt.System) + ChatAsker.EstimateTokens(user);
        }
    }
}
