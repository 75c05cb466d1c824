using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace InstructRec.Extensions.AI.Answers;

/// <summary>What an answer is found by: the first half of the SHA-256 of model, system message, user message and limits.</summary>
/// <param name="High">The first eight bytes.</param>
/// <param name="Low">The next eight.</param>
public readonly record struct QuestionKey(ulong High, ulong Low)
{
    /// <summary>The key of a question.</summary>
    /// <param name="model">The model's name.</param>
    /// <param name="system">The system message.</param>
    /// <param name="user">The user message.</param>
    /// <param name="settings">What else decides the answer, for example temperature and length.</param>
    /// <returns>The key: the same on every machine.</returns>
    public static QuestionKey Of(string model, string system, string user, string settings)
    {
        byte[] hash = SHA256.HashData(Encoding.UTF8.GetBytes($"{model.Length}:{model}{system.Length}:{system}{user.Length}:{user}{settings}"));
        return new QuestionKey(BinaryPrimitives.ReadUInt64BigEndian(hash), BinaryPrimitives.ReadUInt64BigEndian(hash.AsSpan(8)));
    }

    /// <summary>Thirty-two hexadecimal digits.</summary>
    /// <returns>The text.</returns>
    public override string ToString() => $"{High:x16}{Low:x16}";
}
