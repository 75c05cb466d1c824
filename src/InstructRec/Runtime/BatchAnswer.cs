namespace InstructRec.Runtime;

/// <summary>A result and how long its work had waited.</summary>
internal readonly record struct BatchAnswer<TResult>(TResult Result, TimeSpan Queued);
