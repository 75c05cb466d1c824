using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace InstructRec.Decoding;

/// <summary>What scoring and decoding both do with lists of token sequences.</summary>
public static class TokenSequences
{
    /// <summary>The SHA-256, in lower-case hex, of the sequences with their lengths and their order. It does not depend on the machine.</summary>
    /// <param name="sequences">The sequences.</param>
    public static string Hash(IReadOnlyList<int[]> sequences)
    {
        ArgumentNullException.ThrowIfNull(sequences);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (int[] sequence in sequences)
        {
            BinaryPrimitives.WriteInt32LittleEndian(length, sequence.Length);
            hash.AppendData(length);
            hash.AppendData(LittleEndianBytes(sequence));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The indexes of the sequences in lexicographic order of their tokens; equal sequences in input order.</summary>
    internal static int[] Sort(IReadOnlyList<int[]> sequences)
    {
        const int Clamp = (1 << 21) - 1;

        // The first three tokens in one number decide nearly every comparison, without touching the sequences.
        ulong[] keys = new ulong[sequences.Count];
        int[] order = new int[keys.Length];
        for (int i = 0; i < keys.Length; i++)
        {
            int[] sequence = sequences[i];
            order[i] = i;
            bool clamped = false;
            for (int t = 0; t < 3; t++)
            {
                int digit = t < sequence.Length && !clamped ? Math.Min(sequence[t], Clamp - 1) + 1 : 0;
                clamped |= digit == Clamp;
                keys[i] = (keys[i] << 21) | (uint)digit;
            }
        }

        Array.Sort(keys, order);
        for (int from = 0, to; from < keys.Length; from = to)
        {
            for (to = from + 1; to < keys.Length && keys[to] == keys[from]; to++)
            {
            }

            if (to - from > 1)
            {
                order.AsSpan(from, to - from).Sort((a, b) =>
                {
                    int byTokens = sequences[a].AsSpan().SequenceCompareTo(sequences[b]);
                    return byTokens != 0 ? byTokens : a.CompareTo(b);
                });
            }
        }

        return order;
    }

    /// <summary>Refuses a list that is empty or has a sequence without tokens or with a negative one.</summary>
    internal static void Check(IReadOnlyList<int[]> sequences, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(sequences))] string? name = null)
    {
        ArgumentNullException.ThrowIfNull(sequences, name);
        if (sequences.Count == 0)
        {
            throw new ArgumentException("There must be at least one.", name);
        }

        for (int i = 0; i < sequences.Count; i++)
        {
            if (sequences[i] is not { Length: > 0 } sequence)
            {
                throw new ArgumentException($"Number {i.ToString(System.Globalization.CultureInfo.InvariantCulture)} has no token; an empty title is the end token alone.", name);
            }

            if (sequence.AsSpan().ContainsAnyInRange(int.MinValue, -1))
            {
                throw new ArgumentException($"Number {i.ToString(System.Globalization.CultureInfo.InvariantCulture)} has a negative token.", name);
            }
        }
    }

    internal static ReadOnlySpan<byte> LittleEndianBytes(ReadOnlySpan<int> values)
    {
        if (BitConverter.IsLittleEndian)
        {
            return MemoryMarshal.AsBytes(values);
        }

        byte[] bytes = new byte[values.Length * sizeof(int)];
        for (int i = 0; i < values.Length; i++)
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(i * sizeof(int)), values[i]);
        }

        return bytes;
    }
}
