namespace InstructRec.Retrieval;

/// <summary>Keeps the best of many scored items; among equal scores the one met first.</summary>
internal sealed class BestItems(int count)
{
    private readonly PriorityQueue<int, (double Score, int Order)> _queue = new(count + 1);
    private int _order;

    public void Add(int item, double score)
    {
        if (_queue.Count == count && _queue.TryPeek(out _, out (double Score, int Order) worst) && score <= worst.Score)
        {
            return;
        }

        // The lowest score leaves first; among equals the one that came last.
        _queue.Enqueue(item, (score, -_order++));
        if (_queue.Count > count)
        {
            _queue.Dequeue();
        }
    }

    public int[] Take()
    {
        var best = new int[_queue.Count];
        for (int i = best.Length - 1; i >= 0; i--)
        {
            best[i] = _queue.Dequeue();
        }

        return best;
    }
}
