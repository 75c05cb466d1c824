namespace InstructRec.Runtime;

/// <summary>Who is waiting for an answer.</summary>
public enum RequestPriority
{
    /// <summary>A person: goes before bulk work that came at the same time, and is turned away rather than left waiting where the queue is full.</summary>
    Interactive = 0,

    /// <summary>A job: gives way to interactive requests for <see cref="BatchingOptions.BulkPatience"/>, and waits for room where the queue is full.</summary>
    Bulk,
}
