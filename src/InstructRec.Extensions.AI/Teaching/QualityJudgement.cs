using System.Text.Json.Serialization;

namespace InstructRec.Extensions.AI.Teaching;

/// <summary>The paper's four criteria for a text of a teacher (PAPER, section 4).</summary>
/// <param name="OwnData">Taken from the person's own data.</param>
/// <param name="WorldKnowledge">Adds knowledge that is not written there.</param>
/// <param name="ReflectsUser">Reflects the person.</param>
/// <param name="RelatedToTarget">Related to the target.</param>
public sealed record QualityJudgement(
    [property: JsonPropertyName("own_data"), JsonRequired] bool OwnData, [property: JsonPropertyName("world_knowledge"), JsonRequired] bool WorldKnowledge,
    [property: JsonPropertyName("reflects_user"), JsonRequired] bool ReflectsUser, [property: JsonPropertyName("related_to_target"), JsonRequired] bool RelatedToTarget);
