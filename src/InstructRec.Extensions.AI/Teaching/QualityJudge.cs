using System.Text.Json;
using System.Text.Json.Serialization;
using InstructRec.Catalog;
using InstructRec.Extensions.AI.Asking;
using InstructRec.Extensions.AI.Prompts;

namespace InstructRec.Extensions.AI.Teaching;

/// <summary>Lets a chat model judge teachers' texts by the paper's four criteria, as the paper's authors did by hand.</summary>
/// <remarks>A model's judgement, not a person's: read a sample yourself. Thread-safe.</remarks>
/// <param name="asker">Asks, with cache and limits.</param>
/// <param name="prompts">The wording; the library's where <see langword="null"/>.</param>
public sealed partial class QualityJudge(ChatAsker asker, ChatPrompts? prompts = null)
{
    private const int SourceLimit = 2000;
    private readonly ChatPrompts _prompts = prompts ?? ChatPrompts.Default;

    /// <summary>Judges a preference against the history that it was written from.</summary>
    /// <param name="preference">The text.</param>
    /// <param name="history">The history.</param>
    /// <param name="target">What the person took next.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The judgement, or <see langword="null"/> where the answer is not the JSON asked for.</returns>
    public Task<QualityJudgement?> JudgePreferenceAsync(string preference, IReadOnlyList<Item> history, Item target, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        return JudgeAsync(preference, PromptData.Titles(history), target, cancellationToken);
    }

    /// <summary>Judges an intention against the review that it was written from.</summary>
    /// <param name="intention">The text.</param>
    /// <param name="review">The review.</param>
    /// <param name="target">What was reviewed.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The judgement, or <see langword="null"/> where the answer is not the JSON asked for.</returns>
    public Task<QualityJudgement?> JudgeIntentionAsync(string intention, string review, Item target, CancellationToken cancellationToken = default) =>
        JudgeAsync(intention, PromptData.Text(review, SourceLimit), target, cancellationToken);

    internal static QualityJudgement? Parse(string answer)
    {
        try
        {
            return JsonSerializer.Deserialize(answer.Trim(), JudgementJson.Default.QualityJudgement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private async Task<QualityJudgement?> JudgeAsync(string text, string source, Item target, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(target);
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["source"] = source, ["target"] = PromptData.Titles([target]), ["text"] = PromptData.Text(text, SourceLimit) };
        return Parse(await asker.AskAsync(_prompts.Quality, values, cancellationToken).ConfigureAwait(false));
    }

    [JsonSourceGenerationOptions(UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow)]
    [JsonSerializable(typeof(QualityJudgement))]
    private sealed partial class JudgementJson : JsonSerializerContext;
}
