namespace InstructRec.Data.Readers;

/// <summary>Opens a folder of interaction data in whatever known form it has.</summary>
public static class DatasetFolder
{
    /// <summary>The forms that are tried, in this order.</summary>
    public static IReadOnlyList<IDatasetReader> Readers { get; } = 
        [new MovieLensReader(), new MovieLens100KReader(), new HistoryFormReader(), new DelimitedReader(), new RecBoleReader(), new SteamDumpReader(), new JsonLinesReader()];

    /// <summary>Reads a folder.</summary>
    /// <param name="path">The folder.</param>
    /// <param name="options">What to do with titles, and with what is wrong; the defaults where <see langword="null"/>.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The data set.</returns>
    /// <exception cref="InstructRecException">
    /// No such folder, an empty one, one in no known form, or a malformed line: with file, line and remedy (<see cref="InstructRecErrorKind.Data"/>);
    /// a mapping of columns for files whose columns are fixed (<see cref="InstructRecErrorKind.Options"/>).
    /// </exception>
    public static InteractionDataset Open(string path, DatasetReadingOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        string expected = string.Join("; or ", Readers.Select(r => r.Expects));
        if (!Directory.Exists(path))
        {
            throw new InstructRecException(
                InstructRecErrorKind.Data, File.Exists(path) ? "this is a file, not a folder of data" : "there is no such folder", path, $"Name a folder that holds {expected}");
        }

        try
        {
            string[] files = [.. Directory.EnumerateFiles(path).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];
            IDatasetReader reader = Readers.FirstOrDefault(r => r.Recognises(path)) ?? throw new InstructRecException(
                InstructRecErrorKind.Data,
                files.Length == 0 ? Emptiness(path) : $"the files are in no known form: {string.Join(", ", files.Take(8))}{(files.Length > 8 ? ", …" : string.Empty)}",
                path,
                $"It must hold {expected} (each may be gzipped)");
            if (options?.Columns is not null && reader is MovieLensReader or MovieLens100KReader or HistoryFormReader)
            {
                // Read without a word of it the mapping would be lost.
                throw new InstructRecException(
                    InstructRecErrorKind.Options, $"columns are mapped, but the files are {reader.Name}, whose columns are fixed", path,
                    "Leave the mapping out, or name a folder with items.csv and interactions.csv (or .tsv, .parquet, .jsonl)");
            }

            return reader.Read(path, options ?? DatasetReadingOptions.Default, cancellationToken);
        }
        catch (UnauthorizedAccessException e)
        {
            throw DataFile.Unreadable(path, 0, e);
        }
    }

    // An unpacked archive often has its files one folder further down.
    private static string Emptiness(string path)
    {
        string[] folders = [.. Directory.EnumerateDirectories(path).Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal).Take(4)];
        return folders.Length == 0 ? "the folder is empty" : $"the folder holds no files, only folders ({string.Join(", ", folders)}): perhaps one of these is meant";
    }
}
