using System.Text;
using System.Text.Json.Serialization;

namespace InstructRec.Extensions.AI.Prompts;

/// <summary>A question to a chat model, with <c>{slots}</c> for what is known.</summary>
/// <remarks>Immutable. The version belongs to the teacher's name, so that texts of different wordings can be told apart.</remarks>
public sealed record ChatPrompt
{
    /// <summary>What the prompt is for: preference, intention, quality, ranking or judging.</summary>
    [JsonPropertyName("id")]
    public required string Id { get; init; }

    /// <summary>To be raised with each change of the wording.</summary>
    [JsonPropertyName("version")]
    public required int Version { get; init; }

    /// <summary>The system message.</summary>
    [JsonPropertyName("system")]
    public required string System { get; init; }

    /// <summary>The user message; <c>{name}</c> is a slot.</summary>
    [JsonPropertyName("user")]
    public required string User { get; init; }

    /// <summary>Fills the slots, once: a brace inside a value is text and no slot.</summary>
    /// <param name="values">The values by slot name.</param>
    /// <returns>The user message.</returns>
    /// <exception cref="InstructRecException">The wording has a slot that is not filled (<see cref="InstructRecErrorKind.Template"/>).</exception>
    public string Fill(IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        var text = new StringBuilder();
        for (int at = 0; at < User.Length;)
        {
            int open = User.IndexOf('{', at);
            int close = open < 0 ? -1 : User.IndexOf('}', open);
            if (close < 0)
            {
                text.Append(User, at, User.Length - at);
                break;
            }

            string name = User[(open + 1)..close];
            text.Append(User, at, open - at);
            at = close + 1;

            // JSON that a prompt shows as an example has braces too.
            if (!name.All(char.IsAsciiLetter) || name.Length == 0)
            {
                text.Append(User, open, close + 1 - open);
            }
            else
            {
                text.Append(values.TryGetValue(name, out string? value)
                    ? value
                    : throw new InstructRecException(InstructRecErrorKind.Template, $"the prompt has a slot '{name}' that is not filled here", Id, $"Known slots: {string.Join(", ", values.Keys)}"));
            }
        }

        return text.ToString();
    }
}
