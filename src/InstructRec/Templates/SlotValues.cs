using InstructRec.Catalog;
using InstructRec.Instructions;

namespace InstructRec.Templates;

/// <summary>What fills the slots of one instruction.</summary>
internal struct SlotValues
{
    public required Instruction Instruction;
    public IReadOnlyList<Item> Candidates;
    public Item? Target;

    /// <summary>The first of the interactions to write out, an index into the preference's history.</summary>
    public int HistoryStart;

    /// <summary>How many of the candidates to write out.</summary>
    public int CandidateCount;

    public readonly int HistoryCount => Instruction.Preference.History.Count - HistoryStart;

    /// <summary>The slots that an instruction fills, without those of its task form.</summary>
    public static Slots KnownOf(Instruction instruction)
    {
        Slots known = TemplateRules.Of(instruction.Preference.Form, instruction.Intention.Form);
        return instruction.Text is null ? known : known | Slots.Wish;
    }

    public static Slots KnownOf(InstructionContext context) =>
        (context.Time is null ? Slots.None : Slots.Time)
        | (InstructionContext.IsBlank(context.Place) ? Slots.None : Slots.Place)
        | (InstructionContext.IsBlank(context.Device) ? Slots.None : Slots.Device)
        | (InstructionContext.IsBlank(context.Occasion) ? Slots.None : Slots.Occasion);

    public readonly string Single(Slots slot) =>
        slot switch
        {
            Slots.Candidate or Slots.First => Candidates[0].CleanTitle,
            Slots.Second => Candidates[1].CleanTitle,
            Slots.Target => Target!.CleanTitle,
            Slots.Preference => Instruction.Preference.CleanText,
            Slots.Vague or Slots.Specific => Instruction.Intention.CleanText,
            Slots.Wish => Instruction.CleanText,
            Slots.Time => Instruction.Context!.Time!.Value.ToString(
                "dddd d MMMM yyyy, HH:mm",
                System.Globalization.CultureInfo.InvariantCulture
            ),
            Slots.Place => Phrase.Of(Instruction.Context!.Place),
            Slots.Device => Phrase.Of(Instruction.Context!.Device),
            Slots.Occasion => Phrase.Of(Instruction.Context!.Occasion),
            _ => throw new ArgumentOutOfRangeException(nameof(slot), slot, "A list."),
        };
}
