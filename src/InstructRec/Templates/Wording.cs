using System.Collections.Concurrent;

namespace InstructRec.Templates;

/// <summary>A parsed wording: which slots it has, and the text around them for any set of known slots.</summary>
/// <remarks>Safe from any thread; the texts are put together once for each set of known slots and kept.</remarks>
internal sealed class Wording
{
    private readonly IReadOnlyList<WordingNode> nodes;
    private readonly ConcurrentDictionary<int, WordingVariant> variants = new();

    public Wording(IReadOnlyList<WordingNode> nodes)
    {
        this.nodes = nodes;
        Used = UsedBy(nodes);
        WordingNode[] all = [.. All(nodes)];
        CountsHistory = all.Any(n => n is WordingNode.Plural { List: Slots.History });
        CountsCandidates = all.Any(n => n is WordingNode.Plural { List: Slots.Candidates });
        IsSpoken = all.Any(n => n is WordingNode.Spoken);
    }

    /// <summary>Every slot that occurs.</summary>
    public Slots Used { get; }

    /// <summary>Whether a single title in the history is worded differently.</summary>
    public bool CountsHistory { get; }

    /// <summary>Whether a single candidate is worded differently.</summary>
    public bool CountsCandidates { get; }

    /// <summary>Whether first and third person are worded differently.</summary>
    public bool IsSpoken { get; }

    /// <summary>Whether the wording can be said with these slots known.</summary>
    public bool CanSay(Slots known) => CanSay(nodes, known);

    /// <summary>The slots that are said when these are known.</summary>
    public Slots Said(Slots known) => Said(nodes, known);

    /// <summary>The requirement of each slot, in order of appearance.</summary>
    public IReadOnlyList<TemplateSlot> Requirements()
    {
        var found = new List<(Slots Slot, SlotRequirement Requirement)>();
        Collect(nodes, SlotRequirement.Required, found);
        return
        [
            .. found
                .GroupBy(f => f.Slot)
                .Select(g => new TemplateSlot(
                    SlotNames.Of(g.Key),
                    CanSay(nodes, Used & ~g.Key) ? Weakest(g.Select(x => x.Requirement)) : SlotRequirement.Required
                )),
        ];
    }

    /// <summary>The text around the slots for what is known.</summary>
    /// <param name="known">Known slots; those that do not occur are not looked at.</param>
    /// <param name="oneInHistory">Whether the history is a single title.</param>
    /// <param name="oneCandidate">Whether there is a single candidate.</param>
    /// <param name="persona">Who speaks.</param>
    public WordingVariant Variant(Slots known, bool oneInHistory, bool oneCandidate, Persona persona)
    {
        oneInHistory &= CountsHistory;
        oneCandidate &= CountsCandidates;
        persona = IsSpoken ? persona : default;
        int key = (int)(known & Used) | (oneInHistory ? 1 << 20 : 0) | (oneCandidate ? 1 << 21 : 0) | ((int)persona << 22);
        return variants.TryGetValue(key, out WordingVariant? variant)
            ? variant
            : variants.GetOrAdd(key, WordingVariant.Compile(nodes, known, oneInHistory, oneCandidate, persona));
    }

    /// <summary>Every group's alternatives that no set of known slots ever chooses.</summary>
    public bool HasUnreachableAlternative() => Groups(nodes).Any(g => Enumerable.Range(0, g.Alternatives.Count).Any(i => !Reachable(g, i)));

    internal static int Choice(WordingNode.Group group, Slots known)
    {
        for (int i = 0; i < group.Alternatives.Count; i++)
        {
            if (CanSay(group.Alternatives[i], known))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool Reachable(WordingNode.Group group, int alternative)
    {
        // A minimal way to say this alternative is the hardest for the earlier ones to pre-empt.
        Slots[] used = [.. SlotNames.Each(UsedBy(group.Alternatives[alternative]))];
        return Enumerable
            .Range(0, 1 << used.Length)
            .Any(bits =>
            {
                Slots known = used.Where((_, i) => (bits & (1 << i)) != 0).Aggregate(Slots.None, (a, b) => a | b);
                return Choice(group, known) == alternative;
            });
    }

    private static IEnumerable<WordingNode> All(IReadOnlyList<WordingNode> nodes) =>
        nodes.SelectMany(n => n is WordingNode.Group g ? g.Alternatives.SelectMany(All) : [n]);

    private static IEnumerable<WordingNode.Group> Groups(IReadOnlyList<WordingNode> nodes) =>
        nodes.OfType<WordingNode.Group>().SelectMany(g => g.Alternatives.SelectMany(Groups).Prepend(g));

    private static Slots UsedBy(IReadOnlyList<WordingNode> nodes) =>
        nodes.Aggregate(
            Slots.None,
            (used, node) =>
                used
                | node switch
                {
                    WordingNode.Slot slot => slot.Name,
                    WordingNode.Plural plural => plural.List,
                    WordingNode.Group group => group.Alternatives.Aggregate(Slots.None, (u, a) => u | UsedBy(a)),
                    _ => Slots.None,
                }
        );

    private static bool CanSay(IReadOnlyList<WordingNode> nodes, Slots known) =>
        nodes.All(node =>
            node switch
            {
                WordingNode.Slot slot => (known & slot.Name) != 0,
                WordingNode.Plural plural => (known & plural.List) != 0,
                WordingNode.Group { Optional: false } group => Choice(group, known) >= 0,
                _ => true,
            }
        );

    private static Slots Said(IReadOnlyList<WordingNode> nodes, Slots known) =>
        nodes.Aggregate(
            Slots.None,
            (said, node) =>
                said
                | node switch
                {
                    WordingNode.Slot slot => slot.Name,
                    WordingNode.Group group when Choice(group, known) is >= 0 and int chosen => Said(group.Alternatives[chosen], known),
                    _ => Slots.None,
                }
        );

    private static void Collect(IReadOnlyList<WordingNode> nodes, SlotRequirement requirement, List<(Slots, SlotRequirement)> found)
    {
        foreach (WordingNode node in nodes)
        {
            switch (node)
            {
                case WordingNode.Slot slot:
                    found.Add((slot.Name, requirement));
                    break;
                case WordingNode.Group group:
                    SlotRequirement inside =
                        group.Optional || requirement == SlotRequirement.Optional ? SlotRequirement.Optional : SlotRequirement.OneOf;
                    foreach (IReadOnlyList<WordingNode> alternative in group.Alternatives)
                    {
                        Collect(alternative, inside, found);
                    }

                    break;
            }
        }
    }

    private static SlotRequirement Weakest(IEnumerable<SlotRequirement> requirements) =>
        requirements.Contains(SlotRequirement.OneOf) ? SlotRequirement.OneOf : SlotRequirement.Optional;
}
