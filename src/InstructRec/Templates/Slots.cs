namespace InstructRec.Templates;

/// <summary>The slots that a wording can have, as a set.</summary>
[Flags]
internal enum Slots
{
    None = 0,
    History = 1 << 0,
    Preference = 1 << 1,
    Vague = 1 << 2,
    Specific = 1 << 3,
    Candidates = 1 << 4,
    Candidate = 1 << 5,
    First = 1 << 6,
    Second = 1 << 7,
    Target = 1 << 8,
    Wish = 1 << 9,
    Time = 1 << 10,
    Place = 1 << 11,
    Device = 1 << 12,
    Occasion = 1 << 13,

    Intention = Vague | Specific,
    OfTask = Candidates | Candidate | First | Second,
    OfContext = Time | Place | Device | Occasion,
    Lists = History | Candidates,
    Titles = History | Candidates | Candidate | First | Second | Target,
}
