using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace InstructRec.Checkpoints;

/// <summary>One hash for the content of a checkpoint, so that what was computed with it can be kept and found out of date.</summary>
internal static class CheckpointHash
{
    /// <summary>SHA-256 over name, length and bytes of each file, in ordinal order of names; in lower-case hexadecimal digits.</summary>
    public static string Compute(string folder, IEnumerable<string> fileNames)
    {
        try
        {
            using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            byte[] buffer = new byte[1 << 20];
            byte[] number = new byte[8];
            foreach (string name in fileNames.Order(StringComparer.Ordinal))
            {
                using FileStream stream = new(Path.Combine(folder, name), FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
                BinaryPrimitives.WriteInt64LittleEndian(number, stream.Length);
                hash.AppendData(Encoding.UTF8.GetBytes(name + "\0"));
                hash.AppendData(number);
                for (int read = stream.Read(buffer); read > 0; read = stream.Read(buffer))
                {
                    hash.AppendData(buffer, 0, read);
                }
            }

            return Convert.ToHexStringLower(hash.GetHashAndReset());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstructRecException(InstructRecErrorKind.Checkpoint, "A file of the checkpoint cannot be read", folder, innerException: e);
        }
    }
}
