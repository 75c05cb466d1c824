namespace InstructRec.Retrieval;

/// <summary>Scores items for a history cheaply: from a catalogue of a million to the hundred that a language model reranks, and the baselines of an evaluation.</summary>
/// <remarks>Items are indexes into a catalogue, from 0. Implementations are immutable after they are built and thread-safe; they hold managed memory only.</remarks>
public interface ICandidateSource
{
    /// <summary>What tables call it.</summary>
    string Name { get; }

    /// <summary>How many items the catalogue has.</summary>
    int ItemCount { get; }

    /// <summary>How often each item occurs in the interactions that the source was fitted on; <see langword="null"/> where it counts none. An evaluation holds it against what may be known.</summary>
    IReadOnlyList<int>? InteractionCounts => null;

    /// <summary>Scores given items.</summary>
    /// <param name="history">The person's items, oldest first; may be empty.</param>
    /// <param name="items">The items to score.</param>
    /// <param name="scores">Takes one score per item, in their order; higher is better; equal scores mean that the source knows no difference.</param>
    void Score(ReadOnlySpan<int> history, ReadOnlySpan<int> items, Span<double> scores);

    /// <summary>Finds the best items of the whole catalogue that are not in the history.</summary>
    /// <param name="history">The person's items, oldest first; may be empty.</param>
    /// <param name="count">How many at most.</param>
    /// <returns>Item indexes, best first; fewer where the source has nothing to say about more.</returns>
    int[] Find(ReadOnlySpan<int> history, int count);
}
