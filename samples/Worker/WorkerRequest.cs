using InstructRec.Catalog;
using InstructRec.Instructions;

namespace Worker;

/// <summary>One line of the input.</summary>
internal sealed record WorkerRequest(Instruction Instruction, IReadOnlyList<Item> Candidates)
{
    /// <summary>Whatever the sender knows the request by; it comes back with the ranking.</summary>
    public string? Id { get; init; }

    public int? Top { get; init; }

    public string? TemplateId { get; init; }
}
