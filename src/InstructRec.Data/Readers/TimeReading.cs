namespace InstructRec.Data.Readers;

/// <summary>Reads a time as one kind of file writes it, in milliseconds since 1970; <see langword="false"/> where it is none.</summary>
internal delegate bool TimeReading(ReadOnlySpan<char> text, out long milliseconds);
