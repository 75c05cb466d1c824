using InstructRec;
using InstructRec.Data;
using InstructRec.Data.Candidates;
using InstructRec.Data.Readers;
using InstructRec.Data.Splits;
using InstructRec.Data.Teachers;
using InstructRec.Evaluation.Protocols;

namespace Evaluate;

/// <summary>A data set, split, with whatever candidates lie beside it.</summary>
internal sealed class EvaluationData
{
    private readonly string _folder;

    private EvaluationData(InteractionDataset dataset, string folder, bool isEmbedded, int? keepLast)
    {
        Dataset = dataset;
        _folder = folder;
        IsEmbedded = isEmbedded;
        KeepLast = keepLast;
        Split = new LeaveOneOutSplit(dataset, keepLast);
        Teacher = new OfflineTeacher(dataset.Items, isEmbedded ? OfflineTeacherOptions.Films : OfflineTeacherOptions.Default);
    }

    public InteractionDataset Dataset { get; }

    public LeaveOneOutSplit Split { get; }

    public OfflineTeacher Teacher { get; }

    public bool IsEmbedded { get; }

    public int? KeepLast { get; }

    /// <summary>Candidates of a file for product search; read before anything is asked, so that a wrong file costs no time.</summary>
    public ItemCandidateSet? SearchCandidates { get; private init; }

    public static string EmbeddedModel => Path.Combine(AppContext.BaseDirectory, "Model");

    public static EvaluationData Open(CommandLine line, CancellationToken cancellationToken)
    {
        string folder = line.Data ?? Path.Combine(AppContext.BaseDirectory, "Data");
        DatasetReadingOptions options = new() { KeepReviews = true, SkipUntitledItems = true, Columns = line.Columns, Name = line.Data is null ? "MovieLens latest-small" : null };
        InteractionDataset dataset = DatasetFolder.Open(folder, options, cancellationToken);
        return new EvaluationData(dataset, folder, line.Data is null, line.KeepLast ?? (Directory.Exists(Path.Combine(folder, "frozen")) ? 20 : null))
        {
            SearchCandidates = line.SearchCandidates is { } file ? ItemCandidateFile.Read(file, dataset.Items, cancellationToken) : null,
        };
    }

    /// <summary>Frozen candidates where they lie beside the data, else drawn by the rule that made those.</summary>
    public CandidateSet Candidates(CandidateProtocol protocol, SplitPart part, TrainedBaselines trained, CommandLine line, CancellationToken cancellationToken)
    {
        string name = $"{(part == SplitPart.Test ? "test" : "valid")}.{protocol}";
        string[] files = [Path.Combine(_folder, "frozen", name + ".tsv.gz"), .. protocol == CandidateProtocol.Default ? (string[])[Path.Combine(_folder, $"candidates.{name.Split('.')[0]}.tsv")] : []];
        if (files.FirstOrDefault(File.Exists) is { } file)
        {
            return CandidateFile.Read(file, Dataset, cancellationToken) with { Name = name };
        }

        return protocol.Kind switch
        {
            "hard" => HardCandidates.Find(Split, part, trained.Towers(line.TrainSeed, cancellationToken), protocol.Negatives, line.People ?? 6000, cancellationToken: cancellationToken),
            "full" => FullCatalog.Candidates(Split, part, line.People ?? 1000),
            _ => FrozenCandidates.Draw(Split, part, protocol.Negatives, cancellationToken: cancellationToken),
        };
    }
}
