namespace InstructRec.Catalog;

/// <summary>The errors for ids that nobody has.</summary>
internal static class Unknown
{
    public static InstructRecException Item(string id) => Of("item", id);

    public static InstructRecException Person(string id) => Of("person", id);

    /// <summary>The id is the caller's text: cleaned and short, so that neither a log nor a page is at its mercy.</summary>
    private static InstructRecException Of(string what, string id)
    {
        string shown = UntrustedText.Text(id);
        return new InstructRecException(InstructRecErrorKind.NotFound, $"there is no {what} '{(shown.Length <= 80 ? shown : shown[..80] + "…")}'");
    }
}
