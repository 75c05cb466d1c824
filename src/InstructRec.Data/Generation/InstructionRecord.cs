using System.Text.Json.Serialization;

namespace InstructRec.Data.Generation;

/// <summary>One line of instruction data: what the model reads and what it is to write, and where both come from.</summary>
public sealed record InstructionRecord
{
    /// <summary>What the model reads.</summary>
    [JsonPropertyName("instruction")]
    public required string Instruction { get; init; }

    /// <summary>What it is to write.</summary>
    [JsonPropertyName("response")]
    public required string Response { get; init; }

    /// <summary>The template that worded it.</summary>
    [JsonPropertyName("template")]
    public required string Template { get; init; }

    /// <summary>The person's id.</summary>
    [JsonPropertyName("person")]
    public required string Person { get; init; }

    /// <summary>The target's position in the person's whole history. The input uses positions before it only, and the target where the template turns the task around.</summary>
    [JsonPropertyName("position")]
    public required int Position { get; init; }

    /// <summary>Who wrote the preference or intention in words; absent where there is none in it.</summary>
    [JsonPropertyName("teacher")]
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Teacher { get; init; }

    /// <summary>Whether the input holds an intention made from the target: results on such instructions are oracle-query results.</summary>
    [JsonPropertyName("oracle")]
    public bool IsOracleQuery { get; init; }
}
