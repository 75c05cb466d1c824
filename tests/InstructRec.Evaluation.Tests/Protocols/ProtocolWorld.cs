using InstructRec.Data;
using InstructRec.Data.Readers;
using InstructRec.Data.Splits;
using InstructRec.Testing;

namespace InstructRec.Evaluation.Tests.Protocols;

/// <summary>The films of the repository, split.</summary>
internal static class ProtocolWorld
{
    private static readonly Lazy<LeaveOneOutSplit> Opened = new(() => new LeaveOneOutSplit(DatasetFolder.Open(Folder)));

    public static string Folder => RepositoryFolder.Find("samples", "QuickStart", "Data");

    public static LeaveOneOutSplit Films => Opened.Value;

    public static InteractionDataset Data => Films.Dataset;
}
