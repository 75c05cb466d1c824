using InstructRec.Catalog;
using InstructRec.Tokenization;

namespace InstructRec.Training.Mixtures;

/// <summary>Titles as training shows and teaches them: cut, because the longest ones cost most and say least.</summary>
internal sealed class ShownTitles(IReadOnlyList<Item> items, T5Tokenizer? tokenizer, int maxTokens)
{
    private readonly Item?[] _shown = new Item?[items.Count];
    private readonly int[]?[] _ids = new int[]?[items.Count];

    /// <summary>The item with its title cut at a word, for a history. Two threads may make the same one; either serves.</summary>
    public Item InHistory(int index) => _shown[index] ??= Cut(items[index]);

    /// <summary>As for an item by index.</summary>
    public int[] Target(Item item)
    {
        int[] whole = (tokenizer ?? throw new InvalidOperationException("There is no tokenizer.")).Encode(item.CleanTitle);
        return whole.Length <= maxTokens ? whole : [.. whole.AsSpan(0, maxTokens - 1), whole[^1]];
    }

    /// <summary>The tokens of the title as a target, the end token last.</summary>
    public int[] Target(int index)
    {
        if (_ids[index] is { } known)
        {
            return known;
        }

        return _ids[index] = Target(items[index]);
    }

    private Item Cut(Item item)
    {
        string title = item.CleanTitle;
        if (tokenizer is null || tokenizer.Count(title) < maxTokens)
        {
            return item;
        }

        for (int space = title.LastIndexOf(' '); space > 0; space = title.LastIndexOf(' ', space - 1))
        {
            if (tokenizer.Count(title.AsSpan(0, space)) < maxTokens)
            {
                return item with { Title = title[..space].TrimEnd(',', ';', ':', '-', ' ') is { Length: > 0 } cut ? cut : title };
            }
        }

        return item;
    }
}
