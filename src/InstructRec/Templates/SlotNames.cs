using System.Numerics;

namespace InstructRec.Templates;

/// <summary>Between a slot and its name in a wording.</summary>
internal static class SlotNames
{
    private static readonly string[] Names =
    [
        "history",
        "preference",
        "vague",
        "specific",
        "candidates",
        "candidate",
        "first",
        "second",
        "target",
        "wish",
        "time",
        "place",
        "device",
        "occasion",
    ];

    public static string All { get; } = string.Join(", ", Names);

    public static Slots Find(ReadOnlySpan<char> name)
    {
        for (int i = 0; i < Names.Length; i++)
        {
            if (name.SequenceEqual(Names[i]))
            {
                return (Slots)(1 << i);
            }
        }

        return Slots.None;
    }

    public static string Of(Slots slot) => Names[BitOperations.TrailingZeroCount((int)slot)];

    public static IEnumerable<Slots> Each(Slots slots)
    {
        for (int i = 0; i < Names.Length; i++)
        {
            if (((int)slots & (1 << i)) != 0)
            {
                yield return (Slots)(1 << i);
            }
        }
    }

    public static string List(Slots slots) => string.Join(", ", Each(slots).Select(s => $"{{{Of(s)}}}"));
}
