namespace InstructRec.Data.Readers;

/// <summary>One interaction of a file of JSON lines.</summary>
/// <param name="Person">The person's id.</param>
/// <param name="Item">The item's id.</param>
/// <param name="Time">In milliseconds since 1970, where the file has times.</param>
/// <param name="Review">What the person wrote.</param>
/// <param name="Line">Where it stands.</param>
internal readonly record struct JsonInteraction(string Person, string Item, long? Time, string? Review, long Line);
