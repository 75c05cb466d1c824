namespace InstructRec.Data.Readers;

/// <summary>Counts what is wrong and fails when it is more than was allowed.</summary>
internal sealed class MalformedLines(DatasetReadingOptions options)
{
    private const int ExampleCount = 10;
    private readonly List<string> _examples = [];
    private int _malformed;
    private long _untitled;

    /// <summary>Reports a line that can't be read: throws at the limit, else counts.</summary>
    public void Add(string file, long line, string what, string remedy, Exception? cause = null)
    {
        var fault = new InstructRecException(InstructRecErrorKind.Data, what, file, remedy, line, cause);
        if (_malformed >= options.MalformedLineLimit)
        {
            throw options.MalformedLineLimit == 0
                ? fault
                : new InstructRecException(
                    InstructRecErrorKind.Data, $"{what} (and {options.MalformedLineLimit} malformed lines before it, which is the limit)", file, remedy, line, cause);
        }

        _malformed++;
        Keep(fault);
    }

    /// <summary>Reports an interaction with an item that the catalogue lacks or that has no title.</summary>
    public void AddUntitled(string file, long line, string item)
    {
        var fault = new InstructRecException(
            InstructRecErrorKind.Data, $"the item '{item}' is not among the items with a title", file,
            $"Add it to the item file, or set {nameof(DatasetReadingOptions.SkipUntitledItems)}", line);
        if (!options.SkipUntitledItems)
        {
            throw fault;
        }

        _untitled++;
        Keep(fault);
    }

    public SkippedLines ToSkipped() => _malformed == 0 && _untitled == 0 ? SkippedLines.None : new SkippedLines(_malformed, _untitled, _examples);

    private void Keep(InstructRecException fault)
    {
        if (_examples.Count < ExampleCount)
        {
            _examples.Add(fault.Message);
        }
    }
}
