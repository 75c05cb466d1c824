namespace InstructRec.Data.Leakage;

/// <summary>How far other people's training reaches beyond a person's test in calendar time. Leave-one-out has this by construction: it is reported and is no fault.</summary>
/// <param name="People">Evaluated people whose test item is older than the newest training interaction of anyone.</param>
/// <param name="EvaluatedPeople">All evaluated people.</param>
/// <param name="LaterInteractions">The median share of training interactions that are newer than a person's test item.</param>
public sealed record CalendarOverlap(int People, int EvaluatedPeople, double LaterInteractions);
