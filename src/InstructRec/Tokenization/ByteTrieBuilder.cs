namespace InstructRec.Tokenization;

/// <summary>Packs sorted byte strings into the units of a <see cref="ByteTrie"/>.</summary>
internal sealed class ByteTrieBuilder(IReadOnlyList<byte[]> keys)
{
    private const int Alphabet = 256;

    private const int MissesBeforeMovingOn = 16;

    private ByteTrie.Unit[] _units = [];
    private int[] _nextFree = []; // for a taken unit: somewhere at or before the next free one
    private int _firstFree = 1;
    private int _firstWorthTrying = 1;
    private int _end = 1;

    public ByteTrie.Unit[] Build()
    {
        int[] order = [.. Enumerable.Range(0, keys.Count).Where(i => keys[i].Length > 0)];
        Array.Sort(order, (a, b) => keys[a].AsSpan().SequenceCompareTo(keys[b]) is var c && c != 0 ? c : a.CompareTo(b));
        Grow(Math.Max(1024, keys.Count * 4));
        _units[ByteTrie.Root].Base = 1;

        // Breadth first, so that the upper nodes, which every walk passes, lie close together; and no recursion, since keys may be long.
        Queue<(int Node, int From, int To, int Depth)> open = new();
        open.Enqueue((ByteTrie.Root, 0, order.Length, 0));
        List<(byte Label, int From)> children = [];
        while (open.TryDequeue(out var range))
        {
            children.Clear();
            for (int i = range.From; i < range.To; i++)
            {
                byte label = keys[order[i]][range.Depth];
                if (children.Count == 0 || children[^1].Label != label)
                {
                    children.Add((label, i));
                }
            }

            if (children.Count == 0)
            {
                continue;
            }

            int start = FindBase(children);
            _units[range.Node].Base = start;
            for (int c = 0; c < children.Count; c++)
            {
                int node = start + children[c].Label;
                _units[node].Parent = range.Node;
                int from = children[c].From;
                int to = c + 1 < children.Count ? children[c + 1].From : range.To;
                for (; from < to && keys[order[from]].Length == range.Depth + 1; from++)
                {
                    if (_units[node].Value == ByteTrie.None)
                    {
                        _units[node].Value = order[from];
                    }
                }

                open.Enqueue((node, from, to, range.Depth + 1));
            }
        }

        return _units[..(_end + Alphabet)];
    }

    private int FindBase(List<(byte Label, int From)> children)
    {
        // An only child fits any hole; siblings look where holes are likely, or filling the last ones would cost quadratic time.
        bool alone = children.Count == 1;
        int first = children[0].Label;
        int misses = 0;
        _firstFree = NextFree(_firstFree);
        for (int slot = NextFree(Math.Max(alone ? _firstFree : _firstWorthTrying, first + 1)); ; slot = NextFree(slot + 1))
        {
            if (!IsFree(slot - first, children))
            {
                misses++;
                continue;
            }

            if (!alone && misses > MissesBeforeMovingOn)
            {
                _firstWorthTrying = slot;
            }

            Reserve(slot - first, children);
            return slot - first;
        }
    }

    /// <summary>The first free unit at or behind a place; there is always one, with room for a whole alphabet behind it.</summary>
    private int NextFree(int from)
    {
        int free = from;
        while (true)
        {
            if (free >= _units.Length - (2 * Alphabet))
            {
                Grow(_units.Length * 2);
            }

            if (_units[free].Parent == ByteTrie.None)
            {
                break;
            }

            free = _nextFree[free];
        }

        for (int passed = from; passed < free;)
        {
            int next = _nextFree[passed];
            _nextFree[passed] = free;
            passed = next;
        }

        return free;
    }

    private bool IsFree(int start, List<(byte Label, int From)> children)
    {
        foreach ((byte label, _) in children)
        {
            if (_units[start + label].Parent != ByteTrie.None)
            {
                return false;
            }
        }

        return true;
    }

    private void Reserve(int start, List<(byte Label, int From)> children)
    {
        foreach ((byte label, _) in children)
        {
            int unit = start + label;
            _units[unit].Parent = ByteTrie.Root; // taken; the caller names the true parent
            _nextFree[unit] = unit + 1;
        }

        _end = Math.Max(_end, start + Alphabet);
    }

    private void Grow(int size)
    {
        int old = _units.Length;
        Array.Resize(ref _units, Math.Max(size, old + (4 * Alphabet)));
        Array.Resize(ref _nextFree, _units.Length);
        _units.AsSpan(old).Fill(new ByteTrie.Unit { Base = 0, Parent = ByteTrie.None, Value = ByteTrie.None });
    }
}
