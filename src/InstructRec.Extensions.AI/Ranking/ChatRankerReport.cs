namespace InstructRec.Extensions.AI.Ranking;

/// <summary>What a chat ranker was answered.</summary>
/// <param name="Answers">All answers.</param>
/// <param name="Unparsed">Those that were not what was asked for, word by word.</param>
/// <param name="Examples">The first few of those.</param>
public sealed record ChatRankerReport(long Answers, long Unparsed, IReadOnlyList<string> Examples)
{
    /// <summary>The share that could not be parsed: name it beside every figure of this ranker.</summary>
    public double UnparsedShare => Answers == 0 ? 0 : (double)Unparsed / Answers;
}
