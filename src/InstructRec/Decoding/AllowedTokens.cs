using System.Buffers;

namespace InstructRec.Decoding;

/// <summary>Leaves only the tokens with which some title of a catalogue goes on; after anything else, none.</summary>
/// <remarks>
/// The tokens after the given ones (the start token and a forced beginning) are walked down the trie at each step: a binary search per token. The scores of
/// what is left are untouched, so that under beam search a finished title's sum is its log-likelihood over the full vocabulary.
/// </remarks>
public sealed class AllowedTokens : ILogitsProcessor
{
    private readonly int _promptLength;
    private readonly TitleSelection? _titles;

    /// <summary>Creates the rule.</summary>
    /// <param name="trie">The catalogue.</param>
    /// <param name="promptLength">The number of decoder tokens that were given, not generated: 1 for the start token alone.</param>
    public AllowedTokens(CatalogTrie trie, int promptLength = 1)
    {
        ArgumentNullException.ThrowIfNull(trie);
        ArgumentOutOfRangeException.ThrowIfNegative(promptLength);
        Trie = trie;
        _promptLength = promptLength;
    }

    /// <summary>Creates the rule for some of a catalogue's titles.</summary>
    internal AllowedTokens(CatalogTrie trie, TitleSelection? titles, int promptLength = 1)
        : this(trie, promptLength) => _titles = titles;

    /// <summary>The catalogue.</summary>
    public CatalogTrie Trie { get; }

    /// <inheritdoc/>
    public void Process(ReadOnlySpan<int> tokens, Span<float> scores)
    {
        int node = Trie.Find(tokens[_promptLength..]);
        ReadOnlySpan<int> allowed = node < 0 ? [] : Trie.NextTokens(node);
        float[] kept = ArrayPool<float>.Shared.Rent(allowed.Length);
        for (int i = 0; i < allowed.Length; i++)
        {
            bool admitted = allowed[i] < scores.Length && _titles?.Any(Trie.FirstChild(node) + i) != false;
            kept[i] = admitted ? scores[allowed[i]] : float.NegativeInfinity;
        }

        scores.Fill(float.NegativeInfinity);
        for (int i = 0; i < allowed.Length; i++)
        {
            if (allowed[i] < scores.Length)
            {
                scores[allowed[i]] = kept[i];
            }
        }

        ArrayPool<float>.Shared.Return(kept);
    }
}
