using System.Globalization;
using InstructRec.Data;
using InstructRec.Data.Candidates;
using InstructRec.Data.Readers;
using InstructRec.Data.Splits;
using InstructRec.Data.Teachers;

namespace QuickStart;

/// <summary>A data set as this sample uses it: split, with frozen candidates.</summary>
internal sealed class FilmData
{
    // Data with frozen candidates are used as these were made: with the last twenty items of each person, as in the paper.
    private const string FrozenFolder = "frozen";
    private const int PaperHistory = 20;

    private FilmData(InteractionDataset dataset, bool isEmbedded, string folder)
    {
        Dataset = dataset;
        IsEmbedded = isEmbedded;
        Folder = folder;
        Split = new LeaveOneOutSplit(dataset, Directory.Exists(Path.Combine(folder, FrozenFolder)) ? PaperHistory : null);
        Teacher = new OfflineTeacher(dataset.Items, isEmbedded ? OfflineTeacherOptions.Films : OfflineTeacherOptions.Default);
    }

    public InteractionDataset Dataset { get; }

    public LeaveOneOutSplit Split { get; }

    public OfflineTeacher Teacher { get; }

    /// <summary>Whether these are the films that come with the sample.</summary>
    public bool IsEmbedded { get; }

    public string Folder { get; }

    public static string EmbeddedFolder => Path.Combine(AppContext.BaseDirectory, "Data");

    public static string EmbeddedModel => Path.Combine(AppContext.BaseDirectory, "Model");

    public static string Vocabulary => Path.Combine(EmbeddedFolder, "spiece.model");

    public static FilmData Open(string? folder, ColumnMapping? columns, CancellationToken cancellationToken)
    {
        DatasetReadingOptions options = new() { SkipUntitledItems = true, Columns = columns, Name = folder is null ? "MovieLens latest-small" : null };
        FilmData data = new(DatasetFolder.Open(folder ?? EmbeddedFolder, options, cancellationToken), folder is null, folder ?? EmbeddedFolder);
        if (data.Dataset.Skipped.OfUntitledItems is > 0 and var untitled)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"Left out: {untitled:N0} interactions with items that have no title."));
        }

        return data;
    }

    /// <summary>One positive and nine negatives for each person: the file that comes with the films, elsewhere drawn by the same rule and seed.</summary>
    public CandidateSet Candidates(SplitPart part)
    {
        string name = part == SplitPart.Test ? "test" : "valid";
        string[] files = [Path.Combine(Folder, $"candidates.{name}.tsv"), Path.Combine(Folder, FrozenFolder, $"{name}.random9.tsv.gz")];
        return files.FirstOrDefault(File.Exists) is { } file ? CandidateFile.Read(file, Dataset) : Draw(part, 0);
    }

    /// <summary>Another draw of negatives; draw 0 is the frozen file.</summary>
    public CandidateSet Draw(SplitPart part, int draw) => FrozenCandidates.Draw(Split, part, 9, FrozenCandidates.DefaultSeed + (ulong)draw);
}
