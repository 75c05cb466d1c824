namespace InstructRec.Decoding;

/// <summary>
/// All titles of a catalogue as one prefix tree over token ids: what decoding may say next so that nothing outside the catalogue can be said.
/// </summary>
/// <remarks>
/// <para>Every way from <see cref="Root"/> to a leaf is a title, end token included; a title that is the beginning of another works, and titles with
/// the same tokens share a leaf that names them all. Four integers a node in flat arrays; immutable, managed memory only, shared freely between threads.</para>
/// <para>It depends on the titles, their order (the ids) and the vocabulary. A title added, removed, moved or renamed, or another vocabulary, makes it
/// stale, and with it the titles' priors; a new checkpoint with the same vocabulary makes only the priors stale. Compare <see cref="Hash"/>.</para>
/// </remarks>
public sealed class CatalogTrie
{
    /// <summary>The node before any token.</summary>
    public const int Root = 0;

    private readonly int[] _tokens;
    private readonly int[] _firstChild;
    private readonly int[] _titleFrom;
    private readonly int[] _titleTo;
    private readonly int[] _titles;

    internal CatalogTrie(int endToken, string hash, int[] tokens, int[] firstChild, int[] titleFrom, int[] titleTo, int[] titles)
    {
        EndToken = endToken;
        Hash = hash;
        _tokens = tokens;
        _firstChild = firstChild;
        _titleFrom = titleFrom;
        _titleTo = titleTo;
        _titles = titles;
    }

    /// <summary>The token that ends every title.</summary>
    public int EndToken { get; }

    /// <summary>The hash of the titles that it was built from (<see cref="TokenSequences.Hash"/>).</summary>
    public string Hash { get; }

    /// <summary>The number of nodes, the root included.</summary>
    public int NodeCount => _tokens.Length;

    /// <summary>The number of titles it was built from, duplicates included.</summary>
    public int TitleCount => _titles.Length;

    internal (int[] Tokens, int[] FirstChild, int[] TitleFrom, int[] TitleTo, int[] Titles) Arrays => (_tokens, _firstChild, _titleFrom, _titleTo, _titles);

    /// <summary>Builds the tree in one pass over the sorted titles.</summary>
    /// <param name="titles">The token ids of each title; a title's id is its place in this list. Each ends in the end token and has it nowhere else; an empty title is the end token alone.</param>
    /// <param name="endToken">The token that ends every title.</param>
    /// <exception cref="ArgumentException">There is no title, or one of them breaks the rule on the end token.</exception>
    public static CatalogTrie Build(IReadOnlyList<int[]> titles, int endToken) => CatalogTrieBuilder.Build(titles, endToken);

    /// <summary>Writes the tree to a file, whole or not at all.</summary>
    /// <param name="path">The file; an existing one is replaced.</param>
    /// <exception cref="InstructRecException">Writing failed (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public void Save(string path) => CatalogTrieFile.Write(this, path);

    /// <summary>Reads a tree that <see cref="Save"/> wrote.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="InstructRecException">The file is missing, of another kind, or damaged (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public static CatalogTrie Load(string path) => CatalogTrieFile.Read(path);

    /// <summary>Where the titles that begin with the way to a node stand in the order of tokens.</summary>
    internal (int From, int To) PlacesBelow(int node) => (_titleFrom[node], _titleTo[node]);

    /// <summary>The node after the first of <see cref="NextTokens"/>; the others follow it one by one.</summary>
    internal int FirstChild(int node) => _firstChild[node];

    /// <summary>The tokens that may follow a node, ascending; none after a leaf.</summary>
    /// <param name="node">A node of this tree.</param>
    public ReadOnlySpan<int> NextTokens(int node) => _tokens.AsSpan(_firstChild[node].._firstChild[node + 1]);

    /// <summary>The node after one more token, or -1 where no title goes on that way.</summary>
    /// <param name="node">A node of this tree.</param>
    /// <param name="token">The next token.</param>
    public int Next(int node, int token)
    {
        int at = NextTokens(node).BinarySearch(token);
        return at < 0 ? -1 : _firstChild[node] + at;
    }

    /// <summary>The node after a sequence of tokens from the root, or -1 where no title begins so.</summary>
    /// <param name="tokens">Tokens without the start token.</param>
    public int Find(ReadOnlySpan<int> tokens)
    {
        int node = Root;
        for (int i = 0; i < tokens.Length && node >= 0; i++)
        {
            node = Next(node, tokens[i]);
        }

        return node;
    }

    /// <summary>Whether a node is the end of a title.</summary>
    /// <param name="node">A node of this tree.</param>
    public bool IsLeaf(int node) => node != Root && _tokens[node] == EndToken;

    /// <summary>The ids of the titles that begin with the way to a node, in the order of their tokens; at a leaf, all titles with exactly these tokens, by ascending id.</summary>
    /// <param name="node">A node of this tree.</param>
    public ReadOnlySpan<int> TitleIds(int node) => _titles.AsSpan(_titleFrom[node].._titleTo[node]);
}
