namespace InstructRec.Templates;

/// <summary>A slot that a template's wording has.</summary>
/// <param name="Name">For example <c>history</c>.</param>
/// <param name="Requirement">Whether it must be filled.</param>
public sealed record TemplateSlot(string Name, SlotRequirement Requirement);
