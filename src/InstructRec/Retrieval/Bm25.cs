using System.Buffers;
using System.Runtime.InteropServices;

namespace InstructRec.Retrieval;

/// <summary>Scores items by the words that their titles share with a query: a wish in words, or the titles of a history.</summary>
/// <remarks>
/// Okapi BM25 in Lucene's form: idf(w) = ln(1 + (N - n(w) + 0.5) / (n(w) + 0.5)), weight = tf / (tf + k1 (1 - b + b length / average)); a word that the query repeats counts each time.
/// Words: at least two letters or digits, lower case, English function words left out, no stemming. Memory: about 30 bytes per word of a title.
/// </remarks>
public sealed class Bm25 : ICandidateSource
{
    private readonly Dictionary<string, int> _words = new(StringComparer.Ordinal);
    private readonly int[][] _itemWords;
    private readonly int[][] _itemCounts;
    private readonly float[][] _itemWeights;
    private readonly List<(int Item, float Weight)>[] _postings;
    private readonly double[] _idf;
    private readonly int _historyLimit;

    /// <summary>Indexes titles.</summary>
    /// <param name="titles">The titles, in catalogue order.</param>
    /// <param name="k1">How soon a repeated word stops to count more; 1.5 by default.</param>
    /// <param name="b">How much long titles are held back; 0.75 by default.</param>
    /// <param name="historyLimit">How many of a history's most recent titles make up the query.</param>
    public Bm25(IReadOnlyList<string> titles, double k1 = 1.5, double b = 0.75, int historyLimit = 20)
    {
        ArgumentNullException.ThrowIfNull(titles);
        ArgumentOutOfRangeException.ThrowIfNegative(k1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(historyLimit);
        _historyLimit = historyLimit;
        int[][] tokens = [.. titles.Select(t => TitleWords.Of(t).Select(Intern).ToArray())];
        double average = titles.Count == 0 ? 1 : Math.Max(1e-9, tokens.Average(t => t.Length));
        _postings = new List<(int, float)>[_words.Count];
        _itemWords = new int[titles.Count][];
        _itemCounts = new int[titles.Count][];
        _itemWeights = new float[titles.Count][];
        for (int item = 0; item < tokens.Length; item++)
        {
            // In order of index: titles with the same words then sum in the same order and tie exactly.
            (int Word, int Count)[] counted = [.. tokens[item].CountBy(w => w).Select(p => (p.Key, p.Value)).Order()];
            double norm = k1 * (1 - b + (b * tokens[item].Length / average));
            _itemWords[item] = [.. counted.Select(c => c.Word)];
            _itemCounts[item] = [.. counted.Select(c => c.Count)];
            _itemWeights[item] = [.. counted.Select(c => (float)(c.Count / (c.Count + norm)))];
            for (int w = 0; w < counted.Length; w++)
            {
                (_postings[counted[w].Word] ??= []).Add((item, _itemWeights[item][w]));
            }
        }

        _idf = [.. _postings.Select(p => Math.Log(1 + ((titles.Count - p.Count + 0.5) / (p.Count + 0.5))))];
    }

    /// <inheritdoc/>
    public string Name => "BM25";

    /// <inheritdoc/>
    public int ItemCount => _itemWords.Length;

    /// <inheritdoc/>
    public void Score(ReadOnlySpan<int> history, ReadOnlySpan<int> items, Span<double> scores) => Score(QueryOf(history), items, scores);

    /// <summary>Scores given items for a wish in words.</summary>
    /// <param name="query">The wish.</param>
    /// <param name="items">The items to score.</param>
    /// <param name="scores">Takes one score per item.</param>
    public void Score(string query, ReadOnlySpan<int> items, Span<double> scores)
    {
        ArgumentNullException.ThrowIfNull(query);
        Score(QueryOf(query), items, scores);
    }

    /// <inheritdoc/>
    public int[] Find(ReadOnlySpan<int> history, int count) => Find(QueryOf(history), history, count);

    /// <summary>Finds the items whose titles fit a wish best.</summary>
    /// <param name="query">The wish.</param>
    /// <param name="count">How many at most.</param>
    /// <returns>Item indexes, best first; only items that share a word with the wish.</returns>
    public int[] Find(string query, int count)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Find(QueryOf(query), [], count);
    }

    private int Intern(string word)
    {
        ref int index = ref CollectionsMarshal.GetValueRefOrAddDefault(_words, word, out bool known);
        return known ? index : index = _words.Count - 1;
    }

    private Dictionary<int, double> QueryOf(ReadOnlySpan<int> history)
    {
        var query = new Dictionary<int, double>();
        foreach (int item in history[Math.Max(0, history.Length - _historyLimit)..])
        {
            for (int w = 0; w < _itemWords[item].Length; w++)
            {
                int word = _itemWords[item][w];
                CollectionsMarshal.GetValueRefOrAddDefault(query, word, out _) += _itemCounts[item][w] * _idf[word];
            }
        }

        return query;
    }

    private Dictionary<int, double> QueryOf(string text)
    {
        var query = new Dictionary<int, double>();
        foreach (string word in TitleWords.Of(text))
        {
            if (_words.TryGetValue(word, out int index))
            {
                CollectionsMarshal.GetValueRefOrAddDefault(query, index, out _) += _idf[index];
            }
        }

        return query;
    }

    private void Score(Dictionary<int, double> query, ReadOnlySpan<int> items, Span<double> scores)
    {
        for (int i = 0; i < items.Length; i++)
        {
            int[] words = _itemWords[items[i]];
            double sum = 0;
            for (int w = 0; w < words.Length; w++)
            {
                if (query.TryGetValue(words[w], out double weight))
                {
                    sum += weight * _itemWeights[items[i]][w];
                }
            }

            scores[i] = sum;
        }
    }

    private int[] Find(Dictionary<int, double> query, ReadOnlySpan<int> history, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        // Word by word over all titles, in order of index: the same sum in the same order as scoring an item by itself.
        double[] scores = ArrayPool<double>.Shared.Rent(_itemWords.Length);
        Array.Clear(scores, 0, _itemWords.Length);
        foreach ((int word, double weight) in query.OrderBy(w => w.Key))
        {
            foreach ((int item, float part) in CollectionsMarshal.AsSpan(_postings[word]))
            {
                scores[item] += weight * part;
            }
        }

        foreach (int item in history)
        {
            scores[item] = 0;
        }

        var best = new BestItems(count);
        for (int item = 0; item < _itemWords.Length; item++)
        {
            if (scores[item] > 0)
            {
                best.Add(item, scores[item]);
            }
        }

        ArrayPool<double>.Shared.Return(scores);
        return best.Take();
    }
}
