using InstructRec.Instructions;

namespace InstructRec.Templates;

/// <summary>One part of what a template asks the model to write.</summary>
/// <param name="Name">As the template file names it: <c>target</c>, <c>yes/no</c>, <c>preference</c>, <c>vague</c>, <c>specific</c>, <c>specific/vague</c>, <c>query</c> or <c>history</c>.</param>
/// <param name="Kind">Of what kind the part is.</param>
public sealed record TemplateOutput(string Name, InstructionOutput Kind);
