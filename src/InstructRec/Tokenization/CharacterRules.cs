using System.Buffers.Binary;

namespace InstructRec.Tokenization;

/// <summary>The normalisation rules of a model: strings of UTF-8 bytes and what replaces them.</summary>
/// <remarks>
/// The file has them as a double-array trie (Darts-clone) whose leaves point into a block of zero-terminated replacements. Equal ends share
/// nodes there (T5's 224,711 rules lie in 44,288 units), so it is walked as it stands and not unpacked. It is checked once, while
/// loading: a damaged table is refused then, and a walk cannot leave the array whatever the table says.
/// </remarks>
internal sealed class CharacterRules
{
    private const int LongestKey = 128; // T5's longest is 10 bytes; a bound keeps a table that runs in a circle from costing more

    private const uint LabelMask = 0x8000_00FF;
    private const uint HasLeaf = 0x100;
    private const uint ValueMask = 0x7FFF_FFFF;

    private readonly uint[] _units;
    private readonly byte[] _texts;
    private readonly bool[] _plain;

    private CharacterRules(uint[] units, byte[] texts)
    {
        _units = units;
        _texts = texts;
        ReachOverSpace = Check();
        _plain = [.. Enumerable.Range(0, 128).Select(IsPlain)];
    }

    public static CharacterRules Empty { get; } = new([0], []);

    /// <summary>Whether there is no rule at all.</summary>
    public bool IsEmpty => _texts.Length == 0;

    /// <summary>Whether a rule speaks of a space together with what is next to it.</summary>
    public bool ReachOverSpace { get; }

    /// <summary>
    /// For each ASCII character: whether no rule speaks of it, neither alone nor together with an ASCII character after it.
    /// </summary>
    public ReadOnlySpan<bool> PlainAscii => _plain;

    /// <exception cref="FormatException">The table is damaged.</exception>
    public static CharacterRules Read(ReadOnlySpan<byte> table)
    {
        if (table.IsEmpty)
        {
            return Empty;
        }

        uint size = table.Length > 4 ? BinaryPrimitives.ReadUInt32LittleEndian(table) : uint.MaxValue;
        if (size is 0 || size % 4 != 0 || size >= (uint)table.Length - 4)
        {
            throw new FormatException("its normalisation table claims more than the file holds");
        }

        uint[] units = new uint[size / 4];
        for (int i = 0; i < units.Length; i++)
        {
            units[i] = BinaryPrimitives.ReadUInt32LittleEndian(table[(4 + (4 * i))..]);
        }

        byte[] texts = table[(int)(4 + size)..].ToArray();
        return texts[^1] == 0 ? new CharacterRules(units, texts) : throw new FormatException("its normalisation table is cut off");
    }

    /// <summary>Applies the rule with the longest string that <paramref name="text"/> begins with, if there is one.</summary>
    /// <param name="text">UTF-8.</param>
    /// <param name="length">How long that string is; 0 if no rule applies.</param>
    /// <returns>What replaces it, possibly nothing.</returns>
    public ReadOnlySpan<byte> Apply(ReadOnlySpan<byte> text, out int length)
    {
        uint[] units = _units;
        length = 0;
        uint leaf = 0;
        uint children = OffsetOf(units[0]);
        int most = Math.Min(text.Length, LongestKey);
        for (int i = 0; i < most; i++)
        {
            uint position = children ^ text[i];
            if (position >= (uint)units.Length)
            {
                break;
            }

            uint unit = units[position];
            if ((unit & LabelMask) != text[i])
            {
                break;
            }

            children = position ^ OffsetOf(unit);
            if ((unit & HasLeaf) != 0)
            {
                leaf = children;
                length = i + 1;
            }
        }

        return length == 0 ? default : TextAt(units[leaf]);
    }

    private static uint OffsetOf(uint unit) => (unit >> 10) << (int)((unit & 0x200) >> 6);

    private ReadOnlySpan<byte> TextAt(uint leaf)
    {
        ReadOnlySpan<byte> text = _texts.AsSpan((int)(leaf & ValueMask));
        return text[..text.IndexOf((byte)0)];
    }

    /// <summary>Visits every node that a walk can reach; returns whether a string of more than one byte holds a space.</summary>
    private bool Check()
    {
        bool reachesOverSpace = false;
        uint root = OffsetOf(_units[0]);
        HashSet<uint> seen = [root];
        Stack<uint> open = new(seen);
        while (open.TryPop(out uint children))
        {
            for (uint label = 1; label <= byte.MaxValue; label++)
            {
                uint position = children ^ label;
                if (position >= (uint)_units.Length || (_units[position] & LabelMask) != label)
                {
                    continue;
                }

                uint below = position ^ OffsetOf(_units[position]);
                bool hasLeaf = (_units[position] & HasLeaf) != 0;
                if (hasLeaf && (below >= (uint)_units.Length || (_units[below] & ValueMask) >= (uint)_texts.Length))
                {
                    throw new FormatException("its normalisation table is damaged: a rule points outside it");
                }

                if (label == ' ')
                {
                    reachesOverSpace |= children != root || HasChild(below, from: 1);
                }

                if (seen.Add(below))
                {
                    open.Push(below);
                }
            }
        }

        return reachesOverSpace;
    }

    private bool HasChild(uint children, uint from, uint to = byte.MaxValue)
    {
        for (uint label = from; label <= to; label++)
        {
            uint position = children ^ label;
            if (position < (uint)_units.Length && (_units[position] & LabelMask) == label)
            {
                return true;
            }
        }

        return false;
    }

    private bool IsPlain(int character)
    {
        uint position = OffsetOf(_units[0]) ^ (uint)character;
        if (position >= (uint)_units.Length || (_units[position] & LabelMask) != (uint)character)
        {
            return true;
        }

        return (_units[position] & HasLeaf) == 0 && !HasChild(position ^ OffsetOf(_units[position]), from: 0, to: 127);
    }
}
