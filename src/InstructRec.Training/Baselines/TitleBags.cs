using InstructRec.Catalog;
using InstructRec.Retrieval;

namespace InstructRec.Training.Baselines;

/// <summary>The words of each title as numbers, learned from one catalogue; word 0 stands for a title without any known word.</summary>
internal sealed class TitleBags
{
    private readonly int[][] _bags;

    public TitleBags(IReadOnlyList<Item> items)
    {
        Dictionary<string, int> words = new(StringComparer.Ordinal);
        _bags = new int[items.Count][];
        for (int item = 0; item < _bags.Length; item++)
        {
            List<int> bag = [];
            foreach (string word in TitleWords.Of(items[item].Title))
            {
                bag.Add(words.TryGetValue(word, out int known) ? known : words[word] = words.Count + 1);
            }

            _bags[item] = bag.Count == 0 ? [0] : [.. bag];
        }

        WordCount = words.Count + 1;
    }

    public int WordCount { get; }

    public int[] this[int item] => _bags[item];
}
