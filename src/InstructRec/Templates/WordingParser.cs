using System.Text;

namespace InstructRec.Templates;

/// <summary>Reads the slot grammar (docs/templates.md has it in ten lines).</summary>
internal sealed class WordingParser
{
    private readonly string text;
    private readonly List<string> problems;
    private int at;

    private WordingParser(string text, List<string> problems) => (this.text, this.problems) = (text, problems);

    /// <summary>Parses a wording; what is wrong is added to <paramref name="problems"/>.</summary>
    public static IReadOnlyList<WordingNode> Parse(string wording, List<string> problems)
    {
        var parser = new WordingParser(wording, problems);
        List<WordingNode> nodes = parser.Sequence(closing: '\0');
        return nodes;
    }

    private List<WordingNode> Sequence(char closing)
    {
        var nodes = new List<WordingNode>();
        var literal = new StringBuilder();
        while (at < text.Length)
        {
            char c = text[at];
            if (closing != '\0' && (c == closing || c == '|'))
            {
                break;
            }

            switch (c)
            {
                case '{':
                    Flush(nodes, literal);
                    Braces(nodes);
                    break;
                case '[' or '<':
                    Flush(nodes, literal);
                    nodes.Add(Group(c));
                    break;
                case '}' or ']' or '>' or '|':
                    problems.Add($"'{c}' at {at} closes nothing; write \\{c} for the character itself");
                    at++;
                    break;
                case '"' or '\n' or '\r' or '\t':
                    problems.Add(
                        c == '"'
                            ? $"a double quote at {at}; the quotes around a slot are written by the formatter"
                            : $"a control character at {at}"
                    );
                    at++;
                    break;
                case '\\' when at + 1 < text.Length:
                    literal.Append(text[at + 1]);
                    at += 2;
                    break;
                default:
                    literal.Append(c);
                    at++;
                    break;
            }
        }

        Flush(nodes, literal);
        return nodes;
    }

    private static void Flush(List<WordingNode> nodes, StringBuilder literal)
    {
        if (literal.Length > 0)
        {
            nodes.Add(new WordingNode.Literal(literal.ToString()));
            literal.Clear();
        }
    }

    private WordingNode.Group Group(char opening)
    {
        int start = at++;
        char closing = opening == '[' ? ']' : '>';
        var alternatives = new List<IReadOnlyList<WordingNode>> { Sequence(closing) };
        while (at < text.Length && text[at] == '|')
        {
            at++;
            alternatives.Add(Sequence(closing));
        }

        if (at >= text.Length)
        {
            problems.Add($"'{opening}' at {start} is never closed by '{closing}'");
        }

        at++;
        return new WordingNode.Group(opening == '[', alternatives);
    }

    private void Braces(List<WordingNode> nodes)
    {
        int start = at;
        int end = text.IndexOf('}', at);
        if (end < 0)
        {
            problems.Add($"'{{' at {start} is never closed by '}}'");
            at = text.Length;
            return;
        }

        string inside = text[(start + 1)..end];
        at = end + 1;
        if (inside.Split('~') is [string first, string third])
        {
            nodes.Add(new WordingNode.Spoken(first, third));
        }
        else if (inside.Split('#') is [string list, string one, string many])
        {
            nodes.Add(new WordingNode.Plural(OfList(list, start), one, many));
        }
        else if (inside.Contains('/', StringComparison.Ordinal))
        {
            nodes.Add(
                new WordingNode.Group(
                    false,
                    [
                        .. inside
                            .Split('/')
                            .Select(n => (IReadOnlyList<WordingNode>)[new WordingNode.Slot(Named(n, start), ListStyle.Joined)]),
                    ]
                )
            );
        }
        else
        {
            string[] parts = inside.Split(':');
            Slots slot = parts.Length == 2 ? OfList(parts[0], start) : Named(inside, start);
            nodes.Add(new WordingNode.Slot(slot, parts.Length == 2 ? Style(parts[1], start) : ListStyle.Joined));
        }
    }

    private Slots Named(string name, int start)
    {
        Slots slot = SlotNames.Find(name);
        if (slot == Slots.None)
        {
            problems.Add($"unknown slot {{{name}}} at {start}; there are {SlotNames.All}");
        }

        return slot;
    }

    private Slots OfList(string name, int start)
    {
        Slots slot = Named(name, start);
        if (slot != Slots.None && (slot & Slots.Lists) == 0)
        {
            problems.Add($"{{{name}}} at {start} is no list, so it has no plural and no list style");
        }

        return slot;
    }

    private ListStyle Style(string name, int start)
    {
        switch (name)
        {
            case "numbered":
                return ListStyle.Numbered;
            case "and":
                return ListStyle.And;
            case "or":
                return ListStyle.Or;
            default:
                problems.Add($"unknown list style '{name}' at {start}; there are numbered, and, or");
                return ListStyle.Joined;
        }
    }
}
