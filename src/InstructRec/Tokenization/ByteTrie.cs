using System.Runtime.InteropServices;

namespace InstructRec.Tokenization;

/// <summary>An immutable double-array trie over byte strings: one array look-up for each byte walked.</summary>
internal sealed class ByteTrie
{
    public const int Root = 0;
    public const int None = -1;

    private readonly Unit[] _units;

    private ByteTrie(Unit[] units) => _units = units;

    /// <summary>The nodes. The children of node n lie at <c>Base + byte</c>, always inside the array, and name n as their parent.</summary>
    public ReadOnlySpan<Unit> Units => _units;

    /// <summary>Builds the trie of <paramref name="keys"/>; each key's value is its place in the list.</summary>
    /// <param name="keys">The strings; empty ones and second copies are left out.</param>
    public static ByteTrie Build(IReadOnlyList<byte[]> keys) => new(new ByteTrieBuilder(keys).Build());

    /// <summary>
    /// The longest key that <paramref name="text"/> begins with, as its value and length; <see cref="None"/> and 0 if there is none.
    /// </summary>
    public int LongestPrefix(ReadOnlySpan<byte> text, out int length)
    {
        Unit[] units = _units;
        int node = Root;
        int value = None;
        length = 0;
        for (int i = 0; i < text.Length; i++)
        {
            int next = units[node].Base + text[i];
            if (units[next].Parent != node)
            {
                break;
            }

            node = next;
            if (units[node].Value != None)
            {
                value = units[node].Value;
                length = i + 1;
            }
        }

        return value;
    }

    /// <summary>One node.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Unit
    {
        /// <summary>Where the children begin; a node without children points at a stretch where none names it as parent.</summary>
        public int Base;

        /// <summary>The node above; <see cref="None"/> in an unused unit and in the root.</summary>
        public int Parent;

        /// <summary>The value of the key that ends here; <see cref="None"/> if none does.</summary>
        public int Value;
    }
}
