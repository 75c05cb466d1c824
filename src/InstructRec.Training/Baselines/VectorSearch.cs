using InstructRec.Retrieval;

namespace InstructRec.Training.Baselines;

/// <summary>The items whose vectors have the largest products with a state, one by one over the catalogue.</summary>
internal static class VectorSearch
{
    public static int[] Find(float[] items, float[] state, ReadOnlySpan<int> history, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        HashSet<int> seen = [.. history];
        BestItems best = new(count);
        for (int item = 0; item < items.Length / state.Length; item++)
        {
            if (!seen.Contains(item))
            {
                best.Add(item, DenseKernel.Dot(state, items.AsSpan(item * state.Length, state.Length)));
            }
        }

        return best.Take();
    }
}
