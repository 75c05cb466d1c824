using InstructRec.Decoding;

namespace InstructRec.Tests.Decoding;

public class EndAfterTests
{
    [Fact]
    public void Ends_a_sequence_right_after_the_tokens_and_leaves_it_alone_before()
    {
        int[] free = [.. new GreedySearch(new DecodingOptions { MaxNewTokens = 12, Processors = [new MinimumNewTokens(12, 1)] }).Run(new TableDecoder(1, 30, 4), 0, 1)[0].Tokens];
        int[] tokens = free[3..5];

        DecodedSequence stopped = new GreedySearch(new DecodingOptions { MaxNewTokens = 12, Processors = [new MinimumNewTokens(5, 1), new EndAfter(tokens, 1)] }).Run(new TableDecoder(1, 30, 4), 0, 1)[0];

        stopped.Tokens.Should().Equal([.. free[..5], 1]);
        FluentActions.Invoking(() => new EndAfter([], 1)).Should().Throw<ArgumentException>();
    }
}
