namespace InstructRec.Templates;

/// <summary>The names of the families that come with the library; hosts name their own as they like.</summary>
public static class TemplateFamilies
{
    /// <summary>The paper's 17 for recommendation, rec-01 to rec-17.</summary>
    public const string Recommendation = "recommendation";

    /// <summary>The paper's 9 for product search, search-01 to search-09.</summary>
    public const string Search = "search";

    /// <summary>The paper's 13 for personalised search, personal-01 to personal-13.</summary>
    public const string Personal = "personal";

    /// <summary>Which of two items (T1): named in the paper, worded here.</summary>
    public const string Pairwise = "pairwise";

    /// <summary>The empty instruction (P0 I0) with T0, T2 and T3; <see cref="TemplateRegistry.PriorTemplateId"/> is one of them.</summary>
    public const string Cold = "cold";

    /// <summary>What the paper's table leaves without a template: intentions with T0, and preference beside intention.</summary>
    public const string General = "general";

    /// <summary>A whole instruction in the person's own words, with the candidates added.</summary>
    public const string Free = "free";

    /// <summary>Context clauses: sentences put before any other template's text.</summary>
    public const string Context = "context";
}
