namespace InstructRec.Templates;

/// <summary>Shortens what may be shortened while a text is written.</summary>
internal interface ITitleCutter
{
    string Title(string title);

    string Preference(string text);
}
