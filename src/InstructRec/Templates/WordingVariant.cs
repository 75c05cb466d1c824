using System.Text;

namespace InstructRec.Templates;

/// <summary>A wording with its groups decided: literals and slots in turn, beginning and ending with a literal.</summary>
internal sealed class WordingVariant
{
    private WordingVariant(string[] literals, SlotUse[] uses, Slots said)
    {
        Literals = literals;
        Uses = uses;
        Said = said;
    }

    /// <summary>One more than there are <see cref="Uses"/>; the quotes around slots belong to them.</summary>
    public string[] Literals { get; }

    public SlotUse[] Uses { get; }

    public Slots Said { get; }

    public static WordingVariant Compile(
        IReadOnlyList<WordingNode> nodes,
        Slots known,
        bool oneInHistory,
        bool oneCandidate,
        Persona persona
    )
    {
        var compiler = new Compiler(known, oneInHistory, oneCandidate, persona);
        compiler.Add(nodes);
        return compiler.Finish();
    }

    /// <summary>Whether a slot stands without quotes: the time is ours, and the person's own words are the text itself.</summary>
    public static bool IsBare(Slots slot) => slot is Slots.Time or Slots.Wish;

    private sealed class Compiler(Slots known, bool oneInHistory, bool oneCandidate, Persona persona)
    {
        private readonly List<string> literals = [];
        private readonly List<SlotUse> uses = [];
        private readonly StringBuilder literal = new();
        private char last = ' ';

        public void Add(IReadOnlyList<WordingNode> nodes)
        {
            foreach (WordingNode node in nodes)
            {
                switch (node)
                {
                    case WordingNode.Literal text:
                        Append(text.Text);
                        break;
                    case WordingNode.Spoken spoken:
                        Append(persona == Persona.FirstPerson ? spoken.First : spoken.Third);
                        break;
                    case WordingNode.Plural plural:
                        Append((plural.List == Slots.History ? oneInHistory : oneCandidate) ? plural.One : plural.Many);
                        break;
                    case WordingNode.Slot slot:
                        Append(slot);
                        break;
                    case WordingNode.Group group when Wording.Choice(group, known) is >= 0 and int chosen:
                        Add(group.Alternatives[chosen]);
                        break;
                }
            }
        }

        public WordingVariant Finish()
        {
            literals.Add(literal.ToString().TrimEnd(' '));
            return new WordingVariant([.. literals], [.. uses], uses.Aggregate(Slots.None, (said, use) => said | use.Name));
        }

        /// <summary>Appends text; where a part left out would leave two spaces, one stays.</summary>
        private void Append(string text)
        {
            foreach (char c in text)
            {
                if (c != ' ' || last != ' ')
                {
                    literal.Append(c);
                    last = c;
                }
            }
        }

        private void Append(WordingNode.Slot slot)
        {
            bool bare = IsBare(slot.Name);
            literal.Append(bare ? string.Empty : "\"");
            literals.Add(literal.ToString());
            uses.Add(new SlotUse(slot.Name, slot.Style));
            literal.Clear().Append(bare ? string.Empty : "\"");
            last = '"';
        }
    }
}
