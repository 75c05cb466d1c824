using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using InstructRec.Catalog;

namespace InstructRec.Recommendation;

/// <summary>One hash for all that the scores of a request depend on.</summary>
internal static class RequestKey
{
    /// <summary>SHA-256, in hexadecimal digits, over checkpoint and scoring options, task form, rendered texts, and ids and titles of the candidates in their order.</summary>
    public static string Of(LoadedModel model, ScoringRequest request)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, model.Fingerprint);
        Add(hash, request.Instruction.Task?.ToString() ?? string.Empty);
        foreach (PlannedPrompt prompt in model.Planner.Plan(request).Prompts)
        {
            Add(hash, prompt.Text.Template.Id);
            Add(hash, prompt.Text.Text);
            Add(hash, prompt.Reasoning?.MaxTokens.ToString(CultureInfo.InvariantCulture) ?? string.Empty);
        }

        foreach (Item candidate in request.Candidates)
        {
            Add(hash, candidate.Id);
            Add(hash, candidate.CleanTitle);
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    // With its length before it, no two lists of texts run into the same bytes.
    private static void Add(IncrementalHash hash, string text)
    {
        Span<byte> length = stackalloc byte[4];
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        BinaryPrimitives.WriteInt32LittleEndian(length, bytes.Length);
        hash.AppendData(length);
        hash.AppendData(bytes);
    }
}
