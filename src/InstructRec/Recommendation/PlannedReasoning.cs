using InstructRec.Decoding;
using InstructRec.T5;

namespace InstructRec.Recommendation;

/// <summary>What a network says before the answers of a prompt.</summary>
/// <param name="Separator">The tokens between reasoning and answer; they end the reasoning, and stand before the answers whether or not the network said them.</param>
/// <param name="MaxTokens">The most tokens of reasoning.</param>
internal sealed record PlannedReasoning(IReadOnlyList<int> Separator, int MaxTokens)
{
    public static bool Same(PlannedReasoning? left, PlannedReasoning? right) =>
        left is null || right is null ? left is null && right is null : left.MaxTokens == right.MaxTokens && left.Separator.SequenceEqual(right.Separator);

    /// <summary>Decodes greedily; gives for each instruction its reasoning with the separator after it.</summary>
    public IReadOnlyList<int>[] Decode(T5ForConditionalGeneration network, EncodedInstruction encoded, string checkpoint, CancellationToken cancellationToken)
    {
        GreedySearch search = new(new DecodingOptions
        {
            MaxNewTokens = MaxTokens + Separator.Count,
            Processors = Separator.Count > 0 ? [new EndAfter(Separator, network.Config.EndTokenId)] : [],
            Checkpoint = checkpoint,
        });
        return [.. search.Decode(network, encoded, cancellationToken: cancellationToken).Select(Prefix)];
    }

    private int[] Prefix(DecodedSequence said)
    {
        int[] tokens = [.. said.EndedByEndToken ? said.Tokens.SkipLast(1) : said.Tokens];
        if (Separator.Count > 0 && tokens.AsSpan().EndsWith([.. Separator]))
        {
            tokens = tokens[..^Separator.Count];
        }

        return [.. tokens.Take(MaxTokens), .. Separator];
    }
}
