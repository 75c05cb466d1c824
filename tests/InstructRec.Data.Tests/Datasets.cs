using InstructRec.Catalog;

namespace InstructRec.Data.Tests;

/// <summary>Small data sets from lists of item indexes.</summary>
internal static class Datasets
{
    public static InteractionDataset Of(params (string Person, int[] Items)[] histories)
    {
        var builder = new InteractionDatasetBuilder();
        int items = histories.Max(h => h.Items.Max()) + 1;
        for (int i = 0; i < items; i++)
        {
            builder.TryAddItem(new Item($"i{i}", $"Title {i}"));
        }

        foreach ((string person, int[] history) in histories)
        {
            foreach (int item in history)
            {
                builder.TryAddInteraction(person, $"i{item}");
            }
        }

        return builder.Build("test");
    }
}
