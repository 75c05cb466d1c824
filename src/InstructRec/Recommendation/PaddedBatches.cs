namespace InstructRec.Recommendation;

/// <summary>Cuts texts of different lengths into batches, each padded to its longest, so that all of them together cost least.</summary>
internal static class PaddedBatches
{
    // What a pass of the network costs beside its tokens, counted in tokens: small beside a long prompt, so that short prompts do not pay for it.
    private const int TokensPerBatch = 192;

    /// <summary>The cuts with the fewest padded tokens, a batch itself counting as some.</summary>
    /// <param name="lengths">The lengths, ascending.</param>
    /// <param name="maxTokens">The budget of padded tokens of a batch; a text that is longer has one of its own.</param>
    /// <returns>How many texts each batch takes, in their order.</returns>
    public static List<int> Sizes(IReadOnlyList<int> lengths, int maxTokens)
    {
        // The cheapest way to cut the first i, and where its last batch begins.
        long[] cost = new long[lengths.Count + 1];
        int[] begin = new int[lengths.Count + 1];
        for (int end = 1; end <= lengths.Count; end++)
        {
            cost[end] = long.MaxValue;
            for (int from = end - 1; from >= 0; from--)
            {
                long tokens = (long)(end - from) * lengths[end - 1];
                if (from < end - 1 && tokens > maxTokens)
                {
                    break;
                }

                if (cost[from] + TokensPerBatch + tokens < cost[end])
                {
                    (cost[end], begin[end]) = (cost[from] + TokensPerBatch + tokens, from);
                }
            }
        }

        List<int> sizes = [];
        for (int end = lengths.Count; end > 0; end = begin[end])
        {
            sizes.Insert(0, end - begin[end]);
        }

        return sizes;
    }
}
