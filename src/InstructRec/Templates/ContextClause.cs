namespace InstructRec.Templates;

/// <summary>Which context clause stands before an instruction.</summary>
internal static class ContextClause
{
    public static InstructionTemplate Of(ITemplateRegistry templates, FormattingOptions options)
    {
        IReadOnlyList<InstructionTemplate> clauses = templates.Find(new TemplateQuery { Family = TemplateFamilies.Context });
        if (clauses.Count == 0)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Instruction,
                "the instruction has a context, and the registry has no context clause",
                remedy: "Add a template of the family 'context', or leave the context out"
            );
        }

        return options.TemplateSeed is { } seed ? clauses[Permutation.Index(clauses.Count, ~seed)] : clauses[0];
    }
}
