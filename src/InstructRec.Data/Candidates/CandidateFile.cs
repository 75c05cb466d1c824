using System.IO.Compression;
using System.Text;
using InstructRec.Catalog;
using InstructRec.Data.Readers;

namespace InstructRec.Data.Candidates;

/// <summary>Candidate sets as files: UTF-8, LF, header <c>user_id, target_item_id, negatives</c>, tab-separated, negatives between spaces; gzipped where the name ends in <c>.gz</c>.</summary>
public static class CandidateFile
{
    private const string Header = "user_id\ttarget_item_id\tnegatives";

    /// <summary>Reads a file of candidates, this project's or anyone's in that form.</summary>
    /// <param name="path">The file.</param>
    /// <param name="dataset">Where people and items are known by id.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The set, named after the file.</returns>
    /// <exception cref="InstructRecException">
    /// A malformed line, an id that the data set lacks, a target among its negatives, a negative given twice, a person given twice: with file, line, person and item (<see cref="InstructRecErrorKind.Data"/>).
    /// </exception>
    public static CandidateSet Read(string path, InteractionDataset dataset, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(dataset);
        using var lines = new TextLines(path);
        if (!lines.Next() || lines.Current != Header)
        {
            throw Fault(lines, "the first line is not the header user_id, target_item_id, negatives with tabs between");
        }

        var rows = new List<CandidateRow>();
        var people = new HashSet<int>();
        while (lines.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            CandidateRow row = Parse(lines, dataset);
            rows.Add(people.Add(row.Person) ? row : throw Fault(lines, $"the person '{dataset.People[row.Person]}' has a line already"));
        }

        return new CandidateSet(NameOf(path), rows);
    }

    /// <summary>Writes a set; the file appears whole or not at all.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="candidates">The set.</param>
    /// <param name="dataset">Where the ids are.</param>
    /// <exception cref="InstructRecException">The file cannot be written (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public static void Write(string path, CandidateSet candidates, InteractionDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(dataset);
        string temporary = path + ".tmp";
        try
        {
            Stream stream = new FileStream(temporary, FileMode.Create);
            using (var writer = new StreamWriter(path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionLevel.SmallestSize) : stream, new UTF8Encoding(false)))
            {
                writer.Write(Header + "\n");
                foreach (CandidateRow row in candidates.Rows)
                {
                    string negatives = string.Join(' ', row.Negatives.Select(i => Id(dataset.Items[i])));
                    writer.Write($"{Person(dataset, row.Person)}\t{Id(dataset.Items[row.Target])}\t{negatives}\n");
                }
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstructRecException(InstructRecErrorKind.Storage, $"the candidates cannot be written ({e.Message.TrimEnd('.')})", path, innerException: e);
        }
    }

    private static CandidateRow Parse(TextLines lines, InteractionDataset dataset)
    {
        ReadOnlySpan<char> line = lines.Current;
        Span<Range> columns = stackalloc Range[4];
        if (line.Split(columns, '\t') != 3)
        {
            throw Fault(lines, "the line has not the three columns user_id, target_item_id, negatives");
        }

        ReadOnlySpan<char> who = line[columns[0]];
        if (!dataset.TryFindPerson(who, out int person))
        {
            throw Fault(lines, $"the person '{who}' is not in the data set {dataset.Name}");
        }

        int target = Find(lines, dataset, who, line[columns[1]], "target");
        ReadOnlySpan<char> ids = line[columns[2]];
        var negatives = new List<int>(9);
        foreach (Range range in ids.Split(' '))
        {
            if (ids[range].Trim().Length == 0)
            {
                continue;
            }

            int item = Find(lines, dataset, who, ids[range].Trim(), "negative");
            if (item == target || negatives.Contains(item))
            {
                throw Fault(lines, $"the negative '{ids[range]}' of person '{who}' is {(item == target ? "the target" : "there twice")}");
            }

            negatives.Add(item);
        }

        return negatives.Count > 0 ? new CandidateRow(person, target, negatives.ToArray()) : throw Fault(lines, $"the person '{who}' has no negatives");
    }

    private static int Find(TextLines lines, InteractionDataset dataset, ReadOnlySpan<char> person, ReadOnlySpan<char> id, string what) =>
        dataset.TryFindItem(id, out int item)
            ? item
            : throw Fault(lines, id.IsWhiteSpace() ? $"the person '{person}' has no {what}" : $"the {what} '{id}' of person '{person}' is not in the catalogue of {dataset.Name}");

    private static string Person(InteractionDataset dataset, int person)
    {
        string id = dataset.People[person];
        return id.AsSpan().IndexOfAny('\t', '\n', '\r') < 0
            ? id
            : throw new InstructRecException(InstructRecErrorKind.Data, $"the person's id '{id}' holds a tab or line end, which a candidate file cannot", dataset.Name, "Use ids without them");
    }

    internal static string Id(Item item) => item.Id.AsSpan().IndexOfAny(" \t\r\n") < 0
        ? item.Id
        : throw new InstructRecException(InstructRecErrorKind.Data, $"the item id '{item.Id}' holds a space or tab, which a candidate file cannot", remedy: "Use ids without them");

    internal static Stream Packed(string path, Stream stream) => path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(stream, CompressionLevel.SmallestSize, leaveOpen: true) : stream;

    internal static string NameOf(string path)
    {
        string name = Path.GetFileName(path);
        foreach (string ending in (ReadOnlySpan<string>)[".gz", ".tsv"])
        {
            name = name.EndsWith(ending, StringComparison.Ordinal) ? name[..^ending.Length] : name;
        }

        return name;
    }

    private static InstructRecException Fault(TextLines lines, string what) =>
        new(InstructRecErrorKind.Data, what, lines.Path, "Correct the line, or draw the candidates again", Math.Max(1, lines.Number));
}
