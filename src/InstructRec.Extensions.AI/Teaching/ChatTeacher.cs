using System.Globalization;
using InstructRec.Catalog;
using InstructRec.Data.Teachers;
using InstructRec.Extensions.AI.Asking;
using InstructRec.Extensions.AI.Prompts;

namespace InstructRec.Extensions.AI.Teaching;

/// <summary>A teacher that is a chat model: P2 from the history, I1 from the review of the target (PAPER, section 4).</summary>
/// <remarks>The seed is not part of the question, so the same history gets the same sentence and is paid for once. Filters of the generation judge what it writes. Thread-safe.</remarks>
/// <param name="asker">Asks, with cache and limits.</param>
/// <param name="prompts">The wording of the questions; the library's where <see langword="null"/>.</param>
/// <param name="historyLimit">How many of the most recent titles the model is shown; the paper has 20.</param>
public sealed class ChatTeacher(ChatAsker asker, ChatPrompts? prompts = null, int historyLimit = 20) : IInstructionTeacher
{
    private const int ReviewLimit = 2000;
    private readonly ChatPrompts _prompts = prompts ?? ChatPrompts.Default;

    /// <inheritdoc/>
    public string Name => string.Create(CultureInfo.InvariantCulture, $"chat/{asker.Model}/p{_prompts.Preference.Version}i{_prompts.Intention.Version}");

    /// <inheritdoc/>
    public async ValueTask<string?> WritePreferenceAsync(IReadOnlyList<Item> history, ulong seed, CancellationToken cancellationToken = default) =>
        PreferenceQuestion(history, historyLimit) is { } values ? Sentence(await asker.AskAsync(_prompts.Preference, values, cancellationToken).ConfigureAwait(false)) : null;

    /// <inheritdoc/>
    /// <remarks>Nothing where there is no review: a wish made of nothing would be the model's own.</remarks>
    public async ValueTask<string?> WriteIntentionAsync(Item target, string? review, ulong seed, CancellationToken cancellationToken = default)
    {
        if (IntentionQuestion(target, review) is not { } values)
        {
            return null;
        }

        string? wish = Sentence(await asker.AskAsync(_prompts.Intention, values, cancellationToken).ConfigureAwait(false));
        return wish is null || TextLeak.CopiesSentence(wish, review!) ? null : wish;
    }

    internal static Dictionary<string, string>? PreferenceQuestion(IReadOnlyList<Item> history, int limit)
    {
        ArgumentNullException.ThrowIfNull(history);
        return history.Count == 0 ? null : new(StringComparer.Ordinal) { ["history"] = PromptData.Titles(history.Skip(Math.Max(0, history.Count - limit))) };
    }

    internal static Dictionary<string, string>? IntentionQuestion(Item target, string? review)
    {
        ArgumentNullException.ThrowIfNull(target);
        return string.IsNullOrWhiteSpace(review) ? null : new(StringComparer.Ordinal) { ["labels"] = PromptData.Labels(target), ["review"] = PromptData.Text(review, ReviewLimit) };
    }

    // Models like to put their sentence into quotes and on a line of its own.
    private static string? Sentence(string answer)
    {
        string text = UntrustedText.Text(answer).Trim().Trim('\'', '`', '*', ' ').TrimEnd('.', ' ');
        return text.Length == 0 ? null : text;
    }
}
