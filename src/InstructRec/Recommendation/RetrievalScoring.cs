using System.Collections.Concurrent;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Recommendation;

/// <summary>Compares instructions with titles by a network's retrieval head; titles' vectors are kept, of each title the first. For the device's threads, several at once; owns the head.</summary>
internal sealed class RetrievalScoring(T5ForConditionalGeneration network, RetrievalHead head) : IDisposable
{
    // Past this many titles what is kept is dropped and made again, so that endless streams of new titles do not grow without bound.
    private const int MostTitles = 1 << 18;
    private const int TitlesAtOnce = 8192;

    // Titles that were cut into tokens once come again as the same array.
    private readonly ConcurrentDictionary<int[], float[]> _titles = new(ReferenceEqualityComparer.Instance);

    /// <summary>Scores the titles of each instruction, in their order.</summary>
    /// <param name="encoded">The instructions.</param>
    /// <param name="instructions">The same as token ids.</param>
    /// <param name="answers">Each one's titles as token ids, the end token last.</param>
    /// <param name="cancellationToken">Looked at between groups of titles.</param>
    public double[][] Score(EncodedInstruction encoded, IReadOnlyList<IReadOnlyList<int>> instructions, IReadOnlyList<IReadOnlyList<int[]>> answers, CancellationToken cancellationToken) =>
        Products(Instructions(encoded, instructions), answers, cancellationToken);

    /// <summary>As <see cref="Score"/>, by what the head reads from the instructions' pieces alone; the rest of a score is what the network says.</summary>
    public double[][] ScoreWords(IReadOnlyList<IReadOnlyList<int>> instructions, IReadOnlyList<IReadOnlyList<int[]>> answers, CancellationToken cancellationToken)
    {
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        return Products(Rows(head.Read(Pieces(instructions))), answers, cancellationToken);
    }

    public void Dispose() => head.Dispose();

    private static ReadOnlyMemory<int>[] Pieces(IReadOnlyList<IReadOnlyList<int>> instructions) => [.. instructions.Select(i => new ReadOnlyMemory<int>([.. i]))];

    private double[][] Products(float[][] vectors, IReadOnlyList<IReadOnlyList<int[]>> answers, CancellationToken cancellationToken)
    {
        if (_titles.Count > MostTitles)
        {
            _titles.Clear();
        }

        // What this call needs is held by itself: another thread may drop what is kept.
        Dictionary<int[], float[]> held = new(ReferenceEqualityComparer.Instance);
        List<int[]> unknown = [];
        foreach (int[] title in answers.SelectMany(a => a))
        {
            if (_titles.TryGetValue(title, out float[]? vector))
            {
                held[title] = vector;
            }
            else if (held.TryAdd(title, []))
            {
                unknown.Add(title);
            }
        }

        foreach (int[][] some in unknown.Chunk(TitlesAtOnce))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Learn(some, held);
        }

        // In double precision and in one order, so that a title gets the same score in any company.
        return [.. answers.Select((titles, i) => titles.Select(t => Product(vectors[i], held[t])).ToArray())];
    }

    private float[][] Instructions(EncodedInstruction encoded, IReadOnlyList<IReadOnlyList<int>> instructions)
    {
        int rows = instructions.Count;
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        Tensor start = HeldScalars.Filled([rows, 1], network.Config.DecoderStartTokenId, ScalarType.Int64, network.Device);
        PackedTargets targets = new(start, zeros_like(start), ones([rows, 1, 1], ScalarType.Bool, network.Device), 0);
        return Rows(head.Instructions(network.DecodePacked(targets, encoded).select(1, 0), Pieces(instructions)));
    }

    private void Learn(int[][] titles, Dictionary<int[], float[]> held)
    {
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        float[][] vectors = Rows(head.Titles([.. titles.Select(t => (ReadOnlyMemory<int>)t.AsMemory(0, t.Length - 1))]));
        for (int i = 0; i < titles.Length; i++)
        {
            held[titles[i]] = _titles.GetOrAdd(titles[i], vectors[i]);
        }
    }

    private static double Product(float[] instruction, float[] title)
    {
        double sum = 0;
        for (int i = 0; i < instruction.Length; i++)
        {
            sum += (double)instruction[i] * title[i];
        }

        return sum;
    }

    private float[][] Rows(Tensor vectors)
    {
        float[] flat = [.. vectors.to_type(ScalarType.Float32).cpu().contiguous().data<float>()];
        return [.. flat.Chunk(head.Width)];
    }
}
