namespace InstructRec.Training.Batches;

/// <summary>The targets of one example as the decoder reads them: shared beginnings stand once, the last token of a target is never read.</summary>
internal sealed class TargetTree
{
    private readonly Dictionary<(int Node, int Token), int> _children = [];
    private readonly Dictionary<(int Node, int Token), int> _labels = [];

    public TargetTree(TrainingExample example, int startToken)
    {
        Tokens.Add(startToken);
        Parents.Add(-1);
        Depths.Add(0);
        foreach (TrainingTarget target in example.Targets)
        {
            Add(target);
        }
    }

    public List<int> Tokens { get; } = [];

    public List<int> Parents { get; } = [];

    public List<int> Depths { get; } = [];

    public List<(int Node, int Token, float Weight)> Labels { get; } = [];

    public int LabelTokens { get; private set; }

    private void Add(TrainingTarget target)
    {
        int node = 0;
        LabelTokens += target.TokenIds.Count;
        for (int i = 0; i < target.TokenIds.Count; i++)
        {
            int token = target.TokenIds[i];
            AddLabel(node, token, target.Weight);
            if (i + 1 < target.TokenIds.Count)
            {
                node = Child(node, token);
            }
        }
    }

    private void AddLabel(int node, int token, float weight)
    {
        if (_labels.TryGetValue((node, token), out int known))
        {
            Labels[known] = (node, token, Labels[known].Weight + weight);
            return;
        }

        _labels.Add((node, token), Labels.Count);
        Labels.Add((node, token, weight));
    }

    private int Child(int node, int token)
    {
        if (!_children.TryGetValue((node, token), out int child))
        {
            child = Tokens.Count;
            _children.Add((node, token), child);
            Tokens.Add(token);
            Parents.Add(node);
            Depths.Add(Depths[node] + 1);
        }

        return child;
    }
}
