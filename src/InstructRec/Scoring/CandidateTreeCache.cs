using InstructRec.Decoding;

namespace InstructRec.Scoring;

/// <summary>A small store of compiled candidate sets, for hosts whose sets repeat. The set used longest ago makes room.</summary>
/// <remarks>
/// Safe for any thread. Sets are found by the hash of their token ids, so an entry can never be wrong, only unused; nothing invalidates
/// it. Memory: about 60 bytes per node of the trees that it holds.
/// </remarks>
public sealed class CandidateTreeCache
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(string Key, CandidateTree Tree)> _byUse = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, CandidateTree Tree)>> _byKey = new(StringComparer.Ordinal);
    private readonly int _startToken;
    private readonly CandidateTreeOptions _options;

    /// <summary>Creates an empty cache.</summary>
    /// <param name="startToken">The token that the decoder starts with.</param>
    /// <param name="capacity">The most sets held; at least 1, default 64.</param>
    /// <param name="options">How sets are compiled.</param>
    public CandidateTreeCache(int startToken, int capacity = 64, CandidateTreeOptions? options = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _startToken = startToken;
        _options = options ?? CandidateTreeOptions.Default;
        Capacity = capacity;
    }

    /// <summary>The most sets held.</summary>
    public int Capacity { get; }

    /// <summary>The sets held now.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byKey.Count;
            }
        }
    }

    /// <summary>The compiled form of a candidate set: the one held, or a new one that is then held.</summary>
    /// <param name="candidates">As for <see cref="CandidateTree.Build"/>.</param>
    public CandidateTree GetOrBuild(IReadOnlyList<int[]> candidates)
    {
        TokenSequences.Check(candidates);
        string key = TokenSequences.Hash(candidates);
        lock (_gate)
        {
            if (_byKey.TryGetValue(key, out LinkedListNode<(string Key, CandidateTree Tree)>? held))
            {
                _byUse.Remove(held);
                _byUse.AddFirst(held);
                return held.Value.Tree;
            }
        }

        // Outside the lock: two callers may compile the same set at once, which costs time and never truth.
        CandidateTree tree = CandidateTree.Build(candidates, _startToken, _options);
        lock (_gate)
        {
            if (_byKey.TryAdd(key, new LinkedListNode<(string Key, CandidateTree Tree)>((key, tree))))
            {
                _byUse.AddFirst(_byKey[key]);
                if (_byKey.Count > Capacity)
                {
                    _byKey.Remove(_byUse.Last!.Value.Key);
                    _byUse.RemoveLast();
                }
            }
        }

        return tree;
    }
}
