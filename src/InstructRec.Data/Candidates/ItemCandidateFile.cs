using InstructRec.Catalog;
using InstructRec.Checkpoints;
using InstructRec.Data.Readers;

namespace InstructRec.Data.Candidates;

/// <summary>Candidates of product search as files: as <see cref="CandidateFile"/>, with the header <c>target_item_id, negatives</c> and no person.</summary>
public static class ItemCandidateFile
{
    private const string Header = "target_item_id\tnegatives";

    /// <summary>Reads a file of candidates, this project's or anyone's in that form; gzipped where the name ends in <c>.gz</c>.</summary>
    /// <param name="path">The file.</param>
    /// <param name="catalog">Where items are known by id.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The set, named after the file.</returns>
    /// <exception cref="InstructRecException">
    /// A malformed line, an id that the catalogue lacks, a target among its negatives, a negative or a target given twice: with file, line and item (<see cref="InstructRecErrorKind.Data"/>).
    /// </exception>
    public static ItemCandidateSet Read(string path, IReadOnlyList<Item> catalog, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(catalog);
        Dictionary<string, int> known = new(catalog.Count, StringComparer.Ordinal);
        for (int i = 0; i < catalog.Count; i++)
        {
            known.TryAdd(catalog[i].Id, i);
        }

        using var lines = new TextLines(path);
        if (!lines.Next() || lines.Current != Header)
        {
            throw Fault(lines, "the first line is not the header target_item_id, negatives with a tab between");
        }

        List<ItemCandidateRow> rows = [];
        HashSet<int> targets = [];
        while (lines.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            ItemCandidateRow row = Parse(lines, known);
            rows.Add(targets.Add(row.Target) ? row : throw Fault(lines, $"the item '{catalog[row.Target].Id}' has a line already"));
        }

        return new ItemCandidateSet(CandidateFile.NameOf(path), rows);
    }

    /// <summary>Writes a set; the file appears whole or not at all.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="candidates">The set.</param>
    /// <param name="catalog">Where the ids are.</param>
    /// <exception cref="InstructRecException">The file cannot be written (<see cref="InstructRecErrorKind.Storage"/>), or an id holds a space or tab (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public static void Write(string path, ItemCandidateSet candidates, IReadOnlyList<Item> catalog)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(catalog);
        string[] lines = [Header, .. candidates.Rows.Select(r => $"{CandidateFile.Id(catalog[r.Target])}\t{string.Join(' ', r.Negatives.Select(n => CandidateFile.Id(catalog[n])))}")];
        AtomicFile.Write(path, stream =>
        {
            using Stream packed = CandidateFile.Packed(path, stream);
            packed.Write(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines) + "\n"));
        });
    }

    private static ItemCandidateRow Parse(TextLines lines, Dictionary<string, int> known)
    {
        string[] columns = lines.Current.Split('\t');
        if (columns.Length != 2)
        {
            throw Fault(lines, "the line has not the two columns target_item_id, negatives");
        }

        int Find(string id, string what) => known.TryGetValue(id, out int item) ? item : throw Fault(lines, id.Length == 0 ? $"there is no {what}" : $"the {what} '{id}' is not in the catalogue");
        int target = Find(columns[0].Trim(), "target");
        List<int> negatives = [];
        foreach (string id in columns[1].Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int item = Find(id, "negative");
            negatives.Add(item != target && !negatives.Contains(item) ? item : throw Fault(lines, $"the negative '{id}' of '{columns[0]}' is {(item == target ? "the target" : "there twice")}"));
        }

        return negatives.Count > 0 ? new ItemCandidateRow(target, negatives) : throw Fault(lines, $"the item '{columns[0]}' has no negatives");
    }

    private static InstructRecException Fault(TextLines lines, string what) =>
        new(InstructRecErrorKind.Data, what, lines.Path, "Correct the line", Math.Max(1, lines.Number));
}
