using System.Security.Cryptography;
using System.Text;
using InstructRec.Checkpoints;

namespace InstructRec.Scoring;

/// <summary>The file of <see cref="TitlePriors"/>: two hashes and the values in little-endian order, then a SHA-256 over all of it.</summary>
internal static class TitlePriorsFile
{
    private static ReadOnlySpan<byte> Magic => "IRPRIO01"u8;

    public static void Write(TitlePriors priors, string path)
    {
        using MemoryStream content = new();
        using (BinaryWriter writer = new(content, Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Magic);
            writer.Write(priors.CheckpointHash);
            writer.Write(priors.TitlesHash);
            writer.Write(priors.Count);
            foreach (double sum in priors.Sums)
            {
                writer.Write(sum);
            }
        }

        byte[] bytes = content.ToArray();
        AtomicFile.Write(path, stream =>
        {
            stream.Write(bytes);
            stream.Write(SHA256.HashData(bytes));
        });
    }

    public static TitlePriors? TryRead(string path)
    {
        byte[] bytes;
        try
        {
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }

        int length = bytes.Length - SHA256.HashSizeInBytes;
        if (length < Magic.Length || !SHA256.HashData(bytes.AsSpan(0, length)).AsSpan().SequenceEqual(bytes.AsSpan(length)) || !bytes.AsSpan().StartsWith(Magic))
        {
            return null;
        }

        try
        {
            using BinaryReader reader = new(new MemoryStream(bytes, Magic.Length, length - Magic.Length), Encoding.UTF8);
            string checkpointHash = reader.ReadString(), titlesHash = reader.ReadString();
            double[] sums = new double[checked((int)Math.Min(reader.ReadInt32(), length / sizeof(double)))];
            foreach (ref double sum in sums.AsSpan())
            {
                sum = reader.ReadDouble();
            }

            return new TitlePriors(checkpointHash, titlesHash, sums);
        }
        catch (Exception e) when (e is IOException or ArgumentException or FormatException or OverflowException)
        {
            return null;
        }
    }
}
