using InstructRec.Recommendation;

namespace InstructRec.Hosting;

/// <summary>Answers in memory; the one used longest ago makes room.</summary>
/// <remarks>Safe from any thread. About 1 KB for each candidate of an answer with its prompt; managed memory only.</remarks>
public sealed class MemoryScoreCache : IScoreCache
{
    private readonly Lock _gate = new();
    private readonly LinkedList<(string Key, CandidateScores Scores)> _byUse = new();
    private readonly Dictionary<string, LinkedListNode<(string Key, CandidateScores Scores)>> _byKey = new(StringComparer.Ordinal);

    /// <summary>Creates an empty cache.</summary>
    /// <param name="capacity">The most answers held, at least 1; default 1,024.</param>
    public MemoryScoreCache(int capacity = 1024)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        Capacity = capacity;
    }

    /// <summary>The most answers held.</summary>
    public int Capacity { get; }

    /// <summary>The answers held now.</summary>
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

    /// <inheritdoc/>
    public ValueTask<CandidateScores?> FindAsync(string key, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (!_byKey.TryGetValue(key, out LinkedListNode<(string Key, CandidateScores Scores)>? held))
            {
                return ValueTask.FromResult<CandidateScores?>(null);
            }

            _byUse.Remove(held);
            _byUse.AddFirst(held);
            return ValueTask.FromResult<CandidateScores?>(held.Value.Scores);
        }
    }

    /// <inheritdoc/>
    public ValueTask KeepAsync(string key, CandidateScores scores, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_byKey.Remove(key, out LinkedListNode<(string Key, CandidateScores Scores)>? held))
            {
                _byUse.Remove(held);
            }

            _byKey.Add(key, _byUse.AddFirst((key, scores)));
            if (_byKey.Count > Capacity)
            {
                _byKey.Remove(_byUse.Last!.Value.Key);
                _byUse.RemoveLast();
            }
        }

        return ValueTask.CompletedTask;
    }
}
