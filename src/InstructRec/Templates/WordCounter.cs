namespace InstructRec.Templates;

/// <summary>Counts tokens, word by word where the tokenizer splits at spaces, and remembers each word.</summary>
internal sealed class WordCounter
{
    private readonly ITokenCounter tokenizer;
    private readonly Dictionary<string, int> words = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> lookup;

    public WordCounter(ITokenCounter tokenizer)
    {
        this.tokenizer = tokenizer;
        lookup = words.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>The tokens of a text, without the end token.</summary>
    public int Count(ReadOnlySpan<char> text)
    {
        if (!tokenizer.SplitsAtSpaces)
        {
            return tokenizer.Count(text);
        }

        int count = 0;
        foreach (Range range in text.Split(' '))
        {
            ReadOnlySpan<char> word = text[range];
            if (word.Length == 0)
            {
                continue;
            }

            if (!lookup.TryGetValue(word, out int tokens))
            {
                tokens = tokenizer.Count(word);
                lookup[word] = tokens;
            }

            count += tokens;
        }

        return count;
    }

    /// <summary>The tokens of a draft written out, without the end token.</summary>
    public int Count(Draft draft, ITitleCutter? cutter)
    {
        var writer = new PromptWriter(cutter);
        try
        {
            draft.Write(ref writer);
            return Count(writer.Written);
        }
        finally
        {
            writer.Dispose();
        }
    }

    /// <summary>The tokens of the longest title of a draft.</summary>
    public int LongestTitle(Draft draft)
    {
        int longest = 0;
        SlotValues values = draft.Values;
        for (int i = values.HistoryStart; i < values.Instruction.Preference.History.Count; i++)
        {
            longest = Math.Max(longest, Count(values.Instruction.Preference.History[i].Item.CleanTitle));
        }

        for (int i = 0; i < values.CandidateCount; i++)
        {
            longest = Math.Max(longest, Count(values.Candidates[i].CleanTitle));
        }

        return Math.Max(longest, values.Target is null ? 0 : Count(values.Target.CleanTitle));
    }
}
