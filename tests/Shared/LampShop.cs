namespace InstructRec.Testing;

/// <summary>A shop's data in the simplest form: forty lamps, and sixty people who mostly buy the next one.</summary>
internal static class LampShop
{
    public static void Write(string folder)
    {
        Directory.CreateDirectory(folder);
        string[] words = ["red", "green", "blue", "small", "large", "old", "new", "round", "square", "soft"];
        File.WriteAllLines(Path.Combine(folder, "items.csv"), ["id,title,kind", .. Enumerable.Range(0, 40).Select(i => $"{i},{words[i % 10]} {words[i / 10]} lamp {i},{words[i % 3]}")]);
        File.WriteAllLines(
            Path.Combine(folder, "interactions.csv"),
            ["person,item,timestamp", .. Enumerable.Range(0, 60).SelectMany(p => Enumerable.Range(0, 8).Select(t => $"p{p},{(p + (t * (1 + (p % 3)))) % 40},{1_600_000_000 + t}"))]);
    }
}
