using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using InstructRec.Checkpoints;

namespace InstructRec.Decoding;

/// <summary>The file of a <see cref="CatalogTrie"/>: a header, the arrays in little-endian order, and a SHA-256 over all of it.</summary>
internal static class CatalogTrieFile
{
    private const int HeaderLength = 8 + (3 * sizeof(int)) + 64;

    private static ReadOnlySpan<byte> Magic => "IRTRIE01"u8;

    public static void Write(CatalogTrie trie, string path)
    {
        (int[] tokens, int[] firstChild, int[] from, int[] to, int[] titles) = trie.Arrays;
        byte[] header = new byte[HeaderLength];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(8), trie.EndToken);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(12), tokens.Length);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(16), titles.Length);
        System.Text.Encoding.ASCII.GetBytes(trie.Hash, header.AsSpan(20));
        AtomicFile.Write(path, stream =>
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            Append(header);
            foreach (int[] array in (int[][])[tokens, firstChild, from, to, titles])
            {
                Append(TokenSequences.LittleEndianBytes(array));
            }

            stream.Write(hash.GetHashAndReset());

            void Append(ReadOnlySpan<byte> bytes)
            {
                hash.AppendData(bytes);
                stream.Write(bytes);
            }
        });
    }

    public static CatalogTrie Read(string path)
    {
        try
        {
            using FileStream stream = File.OpenRead(path);
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            byte[] header = new byte[HeaderLength];
            stream.ReadExactly(header);
            hash.AppendData(header);
            int nodeCount = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(12)), titleCount = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(16));
            long length = HeaderLength + (((4L * nodeCount) + 1 + titleCount) * sizeof(int)) + SHA256.HashSizeInBytes;
            if (!header.AsSpan(0, 8).SequenceEqual(Magic) || nodeCount < 1 || titleCount < 1 || stream.Length != length)
            {
                throw Damaged(path, "This is no catalogue trie, or not all of one");
            }

            int[] tokens = ReadArray(nodeCount), firstChild = ReadArray(nodeCount + 1), from = ReadArray(nodeCount), to = ReadArray(nodeCount), titles = ReadArray(titleCount);
            byte[] sum = new byte[SHA256.HashSizeInBytes];
            stream.ReadExactly(sum);
            if (!hash.GetHashAndReset().AsSpan().SequenceEqual(sum) || !IsTree(tokens.Length, firstChild, from, to, titles.Length))
            {
                throw Damaged(path, "The catalogue trie's checksum does not match its content");
            }

            string titlesHash = System.Text.Encoding.ASCII.GetString(header.AsSpan(20, 64));
            return new CatalogTrie(BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8)), titlesHash, tokens, firstChild, from, to, titles);

            int[] ReadArray(int count)
            {
                int[] values = new int[count];
                Span<byte> bytes = MemoryMarshal.AsBytes(values.AsSpan());
                stream.ReadExactly(bytes);
                hash.AppendData(bytes);
                if (!BitConverter.IsLittleEndian)
                {
                    BinaryPrimitives.ReverseEndianness(values, values);
                }

                return values;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Damaged(path, "The catalogue trie cannot be read", e);
        }
    }

    /// <summary>The sum guards against damage, this against a file that was made to lead readers out of the arrays.</summary>
    private static bool IsTree(int nodeCount, int[] firstChild, int[] from, int[] to, int titleCount)
    {
        bool good = firstChild[0] == 1 && firstChild[nodeCount] == nodeCount;
        for (int node = 0; node < nodeCount && good; node++)
        {
            good = firstChild[node] > node && firstChild[node] <= firstChild[node + 1] && from[node] >= 0 && from[node] <= to[node] && to[node] <= titleCount;
        }

        return good;
    }

    private static InstructRecException Damaged(string path, string what, Exception? cause = null) =>
        new(InstructRecErrorKind.Data, what, path, "Build it from the titles again", innerException: cause);
}
