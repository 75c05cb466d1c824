using System.Diagnostics;
using InstructRec.Decoding;
using InstructRec.Runtime;
using InstructRec.Scoring;
using InstructRec.Templates;

namespace InstructRec.Recommendation;

/// <summary>A search for titles of a catalogue; on the device it is run by itself.</summary>
/// <param name="Text">The instruction.</param>
/// <param name="Trie">The catalogue.</param>
/// <param name="Titles">Which of its titles may be named; <see langword="null"/> for all.</param>
/// <param name="Beams">How many are followed at once.</param>
internal sealed record MatchWork(FormattedInstruction Text, CatalogTrie Trie, TitleSelection? Titles, int Beams) : IModelWork
{
    public WorkResult Run(LoadedModel model, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        IReadOnlyList<DecodedSequence> found = model.Engine.Match(this, model.Titles.MaxTitleTokens, cancellationToken);
        return new WorkResult([], new ScoringTimings(TimeSpan.Zero, TimeSpan.Zero, TimeSpan.Zero, Stopwatch.GetElapsedTime(start))) { Found = found };
    }

    public BatchTerms Terms(MatchingRequest request) => new(Text.TokenIds.Count, Rows: 1, request.Priority, request.Deadline) { Alone = true };
}
