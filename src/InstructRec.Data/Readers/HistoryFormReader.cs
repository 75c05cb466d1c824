using InstructRec.Catalog;

namespace InstructRec.Data.Readers;

/// <summary>
/// Reads whole histories, one person a line: <c>*.item</c> (id, title) and <c>*.test.inter</c> (person, item ids between spaces, last item id),
/// each tab-separated with a header and gzipped or not.
/// </summary>
/// <remarks>
/// The order of the ids is the order of time; there are no times. The last column is the test item; a <c>*.valid.inter</c> beside it tells nothing new and is
/// not read. Histories are kept whole: <see cref="InteractionDataset.KeepLast"/> cuts them (the paper keeps 20).
/// </remarks>
public sealed class HistoryFormReader : IDatasetReader
{
    /// <inheritdoc/>
    public string Name => "histories";

    /// <inheritdoc/>
    public string Expects => "NAME.item (id, title) and NAME.test.inter (person, item ids, last item id), tab-separated";

    /// <inheritdoc/>
    public bool Recognises(string folder) => DataFile.FindEnding(folder, ".item").Length > 0 && DataFile.FindEnding(folder, ".test.inter").Length > 0;

    /// <inheritdoc/>
    public InteractionDataset Read(string folder, DatasetReadingOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        string items = Only(folder, ".item");
        string histories = Only(folder, ".test.inter");
        var malformed = new MalformedLines(options);
        var builder = new InteractionDatasetBuilder();
        ReadItems(items, builder, options, malformed);
        ReadHistories(histories, builder, malformed, cancellationToken);
        return builder.Build(options.Name ?? FolderName.Of(folder), malformed.ToSkipped());
    }

    private static string Only(string folder, string ending)
    {
        string[] found = DataFile.FindEnding(folder, ending);
        return found.Length == 1
            ? found[0]
            : throw new InstructRecException(
                InstructRecErrorKind.Data, $"{found.Length} files end in {ending} ({string.Join(", ", found.Select(Path.GetFileName))})", folder, "Leave exactly one in the folder");
    }

    private static void ReadItems(string path, InteractionDatasetBuilder builder, DatasetReadingOptions options, MalformedLines malformed)
    {
        using var lines = new TextLines(path);
        lines.Next();
        while (lines.Next())
        {
            if (DataFile.IsNoText(lines.Current, path, lines.Number, malformed))
            {
                continue;
            }

            int tab = lines.Current.IndexOf('\t', StringComparison.Ordinal);
            if (tab <= 0)
            {
                malformed.Add(path, lines.Number, "the line has no id and title with a tab between them", "Correct or remove the line");
                continue;
            }

            string title = TitleText.Read(lines.Current[(tab + 1)..], options);
            if (title.Length == 0)
            {
                if (!options.SkipUntitledItems)
                {
                    malformed.Add(path, lines.Number, $"the item '{lines.Current[..tab]}' has no title", $"Give it one, or set {nameof(DatasetReadingOptions.SkipUntitledItems)}");
                }
            }
            else if (!builder.TryAddItem(new Item(lines.Current[..tab], title)))
            {
                malformed.Add(path, lines.Number, $"the item id '{lines.Current[..tab]}' is there twice", "Remove one of the two lines");
            }
        }
    }

    private static void ReadHistories(string path, InteractionDatasetBuilder builder, MalformedLines malformed, CancellationToken cancellationToken)
    {
        using var lines = new TextLines(path);
        lines.Next();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        Span<Range> columns = stackalloc Range[4];
        while (lines.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            ReadOnlySpan<char> line = lines.Current;
            if (DataFile.IsNoText(line, path, lines.Number, malformed))
            {
                continue;
            }

            if (line.Split(columns, '\t') != 3 || line[columns[0]].IsWhiteSpace() || line[columns[2]].IsWhiteSpace())
            {
                malformed.Add(path, lines.Number, "the line has not the three columns person, item ids, last item id", "Correct or remove the line");
                continue;
            }

            ReadOnlySpan<char> person = line[columns[0]];
            if (!seen.Add(person.ToString()))
            {
                malformed.Add(path, lines.Number, $"the person '{person}' has a line already", "Put a person's history into one line");
                continue;
            }

            ReadOnlySpan<char> ids = line[columns[1]];
            foreach (Range range in ids.Split(' '))
            {
                if (ids[range].Length > 0)
                {
                    Add(builder, malformed, lines, person, ids[range]);
                }
            }

            Add(builder, malformed, lines, person, line[columns[2]].Trim());
        }
    }

    private static void Add(InteractionDatasetBuilder builder, MalformedLines malformed, TextLines lines, ReadOnlySpan<char> person, ReadOnlySpan<char> item)
    {
        if (!builder.TryAddInteraction(person, item))
        {
            malformed.AddUntitled(lines.Path, lines.Number, item.ToString());
        }
    }
}
