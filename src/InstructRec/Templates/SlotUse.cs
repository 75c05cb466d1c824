namespace InstructRec.Templates;

/// <summary>A slot at its place between two literals.</summary>
internal readonly record struct SlotUse(Slots Name, ListStyle Style);
