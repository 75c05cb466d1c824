using System.Text.Json;

namespace InstructRec.Extensions.AI.Prompts;

/// <summary>The questions asked of chat models: data, not code.</summary>
/// <remarks>Immutable and thread-safe.</remarks>
public sealed class ChatPrompts
{
    private static readonly string[] Known = ["preference", "intention", "quality", "ranking", "judging"];
    private readonly Dictionary<string, ChatPrompt> _prompts;

    private ChatPrompts(IEnumerable<ChatPrompt> prompts) => _prompts = prompts.ToDictionary(p => p.Id, StringComparer.Ordinal);

    /// <summary>The prompts that come with the library.</summary>
    public static ChatPrompts Default { get; } = new(Embedded());

    /// <summary>Writes what a person prefers from a history (P2). Slot: history.</summary>
    public ChatPrompt Preference => _prompts["preference"];

    /// <summary>Writes the wish behind a choice from a review (I1). Slots: labels, review.</summary>
    public ChatPrompt Intention => _prompts["intention"];

    /// <summary>Judges a text by the paper's four criteria. Slots: source, target, text.</summary>
    public ChatPrompt Quality => _prompts["quality"];

    /// <summary>Ranks candidates. Slots: person, candidates, count.</summary>
    public ChatPrompt Ranking => _prompts["ranking"];

    /// <summary>Judges one candidate. Slots: person, candidates.</summary>
    public ChatPrompt Judging => _prompts["judging"];

    /// <summary>Reads prompts of one's own: a JSON list of objects with id, version, system and user. Those that the file lacks stay as they come with the library.</summary>
    /// <param name="path">The file.</param>
    /// <returns>The prompts.</returns>
    /// <exception cref="InstructRecException">The file is missing, no such JSON, or names an unknown id (<see cref="InstructRecErrorKind.Template"/>).</exception>
    public static ChatPrompts Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ChatPrompt[] own;
        try
        {
            own = JsonSerializer.Deserialize(File.ReadAllBytes(path), ChatPromptJson.Default.ChatPromptArray) ?? [];
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Template, $"the prompts cannot be read ({e.Message.TrimEnd('.')})", path, "The file is a JSON list of objects with id, version, system and user", innerException: e);
        }

        foreach (ChatPrompt prompt in own)
        {
            if (!Known.Contains(prompt.Id, StringComparer.Ordinal))
            {
                throw new InstructRecException(InstructRecErrorKind.Template, $"there is no prompt '{prompt.Id}'", path, $"Known: {string.Join(", ", Known)}");
            }
        }

        return new ChatPrompts(own.Concat(Embedded().Where(e => !own.Any(o => o.Id == e.Id))).DistinctBy(p => p.Id));
    }

    private static ChatPrompt[] Embedded()
    {
        using Stream stream = typeof(ChatPrompts).Assembly.GetManifestResourceStream("InstructRec.Extensions.AI.prompts.json")!;
        return JsonSerializer.Deserialize(stream, ChatPromptJson.Default.ChatPromptArray)!;
    }
}
