using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Runtime;

namespace InstructRec.AspNetCore;

/// <summary>The body of every endpoint. What an endpoint has no use for is refused.</summary>
public sealed record EndpointRequest
{
    /// <summary>What is asked: <c>{ "preference": { "history": […], "text": "…" }, "intention": { "wish": "…" } }</c>, or <c>{ "text": "…" }</c> in the person's own words. Nothing known where absent.</summary>
    public Instruction? Instruction { get; init; }

    /// <summary>A person whose history becomes the instruction's preference, where the host has an <see cref="IInteractionHistory"/>.</summary>
    public string? Person { get; init; }

    /// <summary>The items to rank, to judge (one) or to compare (two), each with id and title.</summary>
    public IReadOnlyList<Item>? Candidates { get; init; }

    /// <summary>The same by id, where the host has an <see cref="IItemCatalog"/>.</summary>
    public IReadOnlyList<string>? CandidateIds { get; init; }

    /// <summary>How many items to return, at least 1; all where absent, ten in matching.</summary>
    public int? Top { get; init; }

    /// <summary>The template to word the instruction by; the model's choice where absent.</summary>
    public string? TemplateId { get; init; }

    /// <summary>Whether items of the history are left out.</summary>
    public bool ExcludeHistory { get; init; }

    /// <summary>Whether a person waits for the answer or a job.</summary>
    public RequestPriority Priority { get; init; }

    /// <summary>After how many milliseconds the answer is of no use any more, at least 1; at most the host's own limit.</summary>
    public int? TimeoutMilliseconds { get; init; }
}
