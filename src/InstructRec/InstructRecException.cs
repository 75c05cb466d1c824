namespace InstructRec;

/// <summary>The one exception type of this library: it says what went wrong, where, and what to do about it.</summary>
/// <remarks>
/// Arguments that a programmer got wrong (null, out of range) throw the usual <see cref="ArgumentException"/> family; a cancelled
/// call throws <see cref="OperationCanceledException"/>. Everything that data, files, settings or the machine can get wrong throws this.
/// </remarks>
public sealed class InstructRecException : Exception
{
    /// <summary>Creates the exception; <see cref="Exception.Message"/> becomes one line: where, what, what to do.</summary>
    /// <param name="kind">What family of fault this is; hosts branch on it.</param>
    /// <param name="what">What is wrong, without a full stop.</param>
    /// <param name="where">The file, setting, template or item concerned; <see langword="null"/> where there is none.</param>
    /// <param name="remedy">What the reader should do; <see langword="null"/> where <paramref name="what"/> says it all.</param>
    /// <param name="line">The line in the file, counted from 1.</param>
    /// <param name="innerException">The cause, where another exception was.</param>
    public InstructRecException(
        InstructRecErrorKind kind, string what, string? where = null, string? remedy = null, long? line = null, Exception? innerException = null)
        : base(Compose(what, where, remedy, line), innerException)
    {
        Kind = kind;
        What = what;
        Where = where;
        Remedy = remedy;
        Line = line;
    }

    /// <summary>What family of fault this is.</summary>
    public InstructRecErrorKind Kind { get; }

    /// <summary>What is wrong.</summary>
    public string What { get; }

    /// <summary>The file, setting, template or item concerned, if any.</summary>
    public string? Where { get; }

    /// <summary>What to do, if there is more to say than <see cref="What"/>.</summary>
    public string? Remedy { get; }

    /// <summary>The line in the file, counted from 1, if the fault has one.</summary>
    public long? Line { get; }

    private static string Compose(string what, string? where, string? remedy, long? line)
    {
        string place = where is null ? string.Empty : line is null ? $"{where}: " : $"{where}:{line.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)}: ";
        string text = remedy is null ? $"{place}{what}." : $"{place}{what}. {remedy}.";
        return text.ReplaceLineEndings(" ");
    }
}
