using InstructRec.Data.Candidates;
using InstructRec.Data.Filters;
using InstructRec.Data.Splits;

namespace InstructRec.Data.Generation;

/// <summary>Which instructions are made.</summary>
public sealed record GenerationOptions
{
    /// <summary>The seed of every choice.</summary>
    public ulong Seed { get; init; } = FrozenCandidates.DefaultSeed;

    /// <summary>The share of eligible examples that a template is written over, by template id or family (id first); the rate of others is <see cref="DefaultRate"/>.</summary>
    public IReadOnlyDictionary<string, double> Rates { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>The share of eligible examples for templates that <see cref="Rates"/> does not name; 1 writes every template over every example.</summary>
    public double DefaultRate { get; init; } = 1;

    /// <summary>How many candidates a reranking has, the positive among them at a uniform place.</summary>
    public int CandidateCount { get; init; } = 10;

    /// <summary>How many interactions are shown at most; the paper has 20.</summary>
    public int MaximumHistory { get; init; } = 20;

    /// <summary>For how many people at once a teacher is asked; more than 1 only where it waits for an answer (a chat model). The records and their order are the same.</summary>
    public int Concurrency { get; init; } = 1;

    /// <summary>Items of whose own wishes and attributes (I1, I2) nothing is written, because product search is to be measured on them; they still occur in histories and as targets of other templates. None by default.</summary>
    public ItemSplit? QueryItems { get; init; }

    /// <summary>What a teacher's text must be like.</summary>
    public TextFilterOptions Filter { get; init; } = new();
}
