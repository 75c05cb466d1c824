using Microsoft.Extensions.AI;

namespace InstructRec.Extensions.AI.Tests.Retrieval;

/// <summary>Texts by their runs of three letters: near where they are spelt alike, which words are not.</summary>
internal sealed class TrigramEmbeddings : IEmbeddingGenerator<string, Embedding<float>>
{
    public const int Dimensions = 512;

    public static ReadOnlyMemory<float> Of(string text)
    {
        float[] vector = new float[Dimensions];
        string padded = $"  {text.ToLowerInvariant()} ";
        for (int i = 0; i + 3 <= padded.Length; i++)
        {
            uint hash = 2166136261;
            foreach (char c in padded.AsSpan(i, 3))
            {
                hash = (hash ^ c) * 16777619;
            }

            vector[hash % Dimensions]++;
        }

        return vector;
    }

    public static double Cosine(ReadOnlySpan<float> left, ReadOnlySpan<float> right)
    {
        (double dot, double a, double b) = (0, 0, 0);
        for (int i = 0; i < left.Length; i++)
        {
            dot += left[i] * right[i];
            a += left[i] * left[i];
            b += right[i] * right[i];
        }

        return dot / Math.Sqrt(a * b);
    }

    public Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(IEnumerable<string> values, EmbeddingGenerationOptions? options = null, CancellationToken cancellationToken = default) =>
        Task.FromResult(new GeneratedEmbeddings<Embedding<float>>(values.Select(v => new Embedding<float>(Of(v)))));

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose()
    {
    }
}
