using InstructRec.Data;
using InstructRec.Data.Readers;
using InstructRec.Data.Splits;

namespace InstructRec.Training.Tests.Baselines;

using TemporaryFolder = InstructRec.Testing.TemporaryFolder;

/// <summary>A shop in which an item is followed by the next number, most titles naming the group they are in: order, taste and text can all be learned.</summary>
internal static class SmallShop
{
    public static LeaveOneOutSplit Open(TemporaryFolder folder, int people = 300, int items = 60)
    {
        string[] words = ["red", "green", "blue", "small", "large", "old"];
        File.WriteAllLines(folder.Of("items.csv"), ["id,title", .. Enumerable.Range(0, items).Select(i => $"{i},{words[i / 10 % 6]} {words[i / 10 % 6]} lamp number{i}")]);
        File.WriteAllLines(
            folder.Of("interactions.csv"),
            ["person,item,timestamp", .. Enumerable.Range(0, people).SelectMany(p => Enumerable.Range(0, 8).Select(t => $"p{p},{((p * 7) + t) % items},{1_600_000_000 + t}"))]);
        InteractionDataset dataset = DatasetFolder.Open(folder.Path);
        return new LeaveOneOutSplit(dataset, keepLast: 20);
    }
}
