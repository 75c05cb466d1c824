using InstructRec.Instructions;

namespace InstructRec.Retrieval;

/// <summary>Finds candidates for an instruction in a catalogue of any size: an index in memory, a vector store, a search engine.</summary>
/// <remarks>Safe from any thread. Knows ids only; a <see cref="CandidatePipeline"/> merges several and fetches the items.</remarks>
public interface ICandidateRetriever
{
    /// <summary>What messages call it.</summary>
    string Name { get; }

    /// <summary>Finds candidates.</summary>
    /// <param name="instruction">What is asked: history, wish and attributes are what there is to go by.</param>
    /// <param name="count">How many at most, at least 1.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>Ids of items, best first, each once; fewer or none where there is nothing to say. Items of the history may be among them.</returns>
    /// <exception cref="InstructRecException">The source does not answer (<see cref="InstructRecErrorKind.Unavailable"/>).</exception>
    ValueTask<IReadOnlyList<string>> RetrieveAsync(Instruction instruction, int count, CancellationToken cancellationToken = default);
}
