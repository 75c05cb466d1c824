namespace InstructRec.Scoring;

/// <summary>Lays sorted candidates out as parts, each candidate after the one that it shares most with.</summary>
internal sealed class CandidateTreeBuilder
{
    private readonly int _startToken;
    private readonly CandidateTreeOptions _options;
    private readonly List<CandidateTreePart> _parts = [];
    private readonly List<int> _tokens = [], _parents = [], _depths = [], _nodeEdge = [];
    private readonly List<int> _edgeNodes = [], _edgeTokens = [], _edgeTarget = [];
    private readonly List<int> _way = [];
    private int[] _previous = [];

    public CandidateTreeBuilder(int startToken, CandidateTreeOptions options)
    {
        _startToken = startToken;
        _options = options;
    }

    /// <summary>Adds a candidate that does not sort before the last one added; returns its part and its last edge.</summary>
    public (int Part, int Edge) Add(int[] candidate)
    {
        int shared = _tokens.Count == 0 ? 0 : _previous.AsSpan().CommonPrefixLength(candidate);
        // An equal candidate adds no node and must stay with its twin, or the two would not tie exactly.
        if (_tokens.Count > 0 && shared < candidate.Length && _tokens.Count + candidate.Length - 1 - shared > _options.MaxPartNodes)
        {
            Close();
            shared = 0;
        }

        if (_tokens.Count == 0)
        {
            Open();
        }

        _way.RemoveRange(shared, _way.Count - shared);
        for (int i = shared; i < candidate.Length; i++)
        {
            int node = i == 0 ? _options.DecoderPrefix.Count : NodeOf(_way[i - 1]);
            _way.Add(_edgeNodes.Count);
            _edgeNodes.Add(node);
            _edgeTokens.Add(candidate[i]);
            _edgeTarget.Add(-1);
        }

        _previous = candidate;
        return (_parts.Count, _way[^1]);
    }

    public CandidateTreePart[] Build()
    {
        Close();
        return [.. _parts];
    }

    private void Open()
    {
        AddNode(_startToken, parent: -1, edge: -1);
        foreach (int token in _options.DecoderPrefix)
        {
            AddNode(token, parent: _tokens.Count - 1, edge: -1);
        }
    }

    private void Close()
    {
        if (_tokens.Count == 0)
        {
            return;
        }

        _parts.Add(new CandidateTreePart([.. _tokens], [.. _parents], [.. _depths], [.. _nodeEdge], [.. _edgeNodes], [.. _edgeTokens]));
        foreach (List<int> list in (List<int>[])[_tokens, _parents, _depths, _nodeEdge, _edgeNodes, _edgeTokens, _edgeTarget, _way])
        {
            list.Clear();
        }

        _previous = [];
    }

    /// <summary>The node that an edge leads to, made when the first candidate goes on past it: an end token usually has none.</summary>
    private int NodeOf(int edge)
    {
        if (_edgeTarget[edge] < 0)
        {
            _edgeTarget[edge] = AddNode(_edgeTokens[edge], _edgeNodes[edge], edge);
        }

        return _edgeTarget[edge];
    }

    private int AddNode(int token, int parent, int edge)
    {
        _tokens.Add(token);
        _parents.Add(parent);
        _depths.Add(parent < 0 ? 0 : _depths[parent] + 1);
        _nodeEdge.Add(edge);
        return _tokens.Count - 1;
    }
}
