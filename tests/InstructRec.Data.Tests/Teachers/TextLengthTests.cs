using FsCheck;
using FsCheck.Xunit;
using InstructRec.Catalog;
using InstructRec.Data.Candidates;
using InstructRec.Data.Teachers;

namespace InstructRec.Data.Tests.Teachers;

/// <summary>Shops whose items have hardly an attribute: long titles, perhaps a brand, perhaps a form.</summary>
public sealed class TextLengthTests
{
    private static readonly string[] Things = ["nail polish", "hair clips", "face mask", "bath bombs", "beard oil", "lip balm", "hand cream", "eye serum"];
    private static readonly string[] Purposes = ["dry skin", "curly hair", "long journeys", "sensitive skin", "small hands", "cold days"];

    /// <summary>Where a catalogue has few attributes full texts go on with what titles speak of: each is at least as long as its short one, and together they are half as long again.</summary>
    [Property(MaxTest = 20)]
    public bool FullTextsAreFullerWhereAttributesAreFew(ulong seed)
    {
        Item[] catalog = Catalog(seed);
        var full = new OfflineTeacher(catalog, OfflineTeacherOptions.Default with { Length = TextLength.Full });
        var brief = new OfflineTeacher(catalog);
        double[] words = [Mean(i => full.WriteIntention(catalog[i], (ulong)i)), Mean(i => full.WritePreference(History(catalog, i), (ulong)i))];
        double[] few = [Mean(i => brief.WriteIntention(catalog[i], (ulong)i)), Mean(i => brief.WritePreference(History(catalog, i), (ulong)i))];
        return words[0] >= 12 && words[1] >= 14 && words[0] > 1.4 * few[0] && words[1] > 1.3 * few[1] && words.All(w => w < 32);
    }

    private static Item[] History(Item[] catalog, int i) => [.. Enumerable.Range(0, 5).Select(j => catalog[(i + (j * 8)) % catalog.Length])];

    private static double Mean(Func<int, string?> write) => Enumerable.Range(0, 120).Select(write).Where(t => t is not null).Average(t => t!.Split(' ').Length);

    private static Item[] Catalog(ulong seed)
    {
        var random = new SplitMix64(seed);
        var items = new Item[120];
        for (int i = 0; i < items.Length; i++)
        {
            string brand = $"Brand{(char)('A' + random.Below(20))}o";
            var attributes = new Dictionary<string, IReadOnlyList<string>>();
            if (random.Below(2) == 0)
            {
                attributes["brand"] = [brand];
            }

            if (random.Below(3) == 0)
            {
                attributes["item form"] = [random.Below(2) == 0 ? "Gel" : "Cream"];
            }

            items[i] = new Item($"{i}", $"{brand} {Things[i % Things.Length]} - {Purposes[random.Below(Purposes.Length)]} and {random.Below(90) + 10} oz Bottle {i}") { Attributes = attributes };
        }

        return items;
    }
}
