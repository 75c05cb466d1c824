using System.Text.Json;
using System.Text.Json.Serialization;

namespace InstructRec.Extensions.AI.Prompts;

/// <summary>The JSON form of prompts, generated at build time.</summary>
[JsonSourceGenerationOptions(AllowTrailingCommas = true, ReadCommentHandling = JsonCommentHandling.Skip)]
[JsonSerializable(typeof(ChatPrompt[]))]
internal sealed partial class ChatPromptJson : JsonSerializerContext;
