namespace InstructRec.Templates;

/// <summary>Shortens titles and the preference to so many tokens, at a word, and says with "…" that it did.</summary>
internal sealed class TitleCutter(WordCounter counter, int titleTokens, int preferenceTokens) : ITitleCutter
{
    public int TitlesShortened { get; private set; }

    public bool PreferenceShortened { get; private set; }

    public void Reset() => (TitlesShortened, PreferenceShortened) = (0, false);

    public string Title(string title)
    {
        if (counter.Count(title) <= titleTokens)
        {
            return title;
        }

        TitlesShortened++;
        return Cut(title, titleTokens);
    }

    public string Preference(string text)
    {
        if (preferenceTokens == int.MaxValue || counter.Count(text) <= preferenceTokens)
        {
            return text;
        }

        PreferenceShortened = true;
        return Cut(text, preferenceTokens);
    }

    private string Cut(string text, int tokens)
    {
        int end = 0;
        int count = 0;
        for (int next = End(text, 0); next >= 0; next = next == text.Length ? -1 : End(text, next + 1))
        {
            count += counter.Count(text.AsSpan(end == 0 ? 0 : end + 1, next - (end == 0 ? 0 : end + 1)));
            if (count > tokens - 1)
            {
                break;
            }

            end = next;
        }

        // A single word that is too long, as in a title without spaces, is cut inside.
        for (end = end == 0 ? End(text, 0) : end; end > 1 && counter.Count(text.AsSpan(0, end)) > tokens - 1; end /= 2) { }

        end -= char.IsHighSurrogate(text[end - 1]) ? 1 : 0;
        return string.Concat(text.AsSpan(0, end).TrimEnd(" ,;:-"), "…");
    }

    private static int End(string text, int from)
    {
        int space = text.IndexOf(' ', from);
        return space < 0 ? text.Length : space;
    }
}
