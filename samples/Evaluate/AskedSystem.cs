using InstructRec.Evaluation.Protocols;

namespace Evaluate;

/// <summary>A system as a run asks it.</summary>
/// <param name="System">The system; its name says which training it is where there are several.</param>
/// <param name="Kind">What its trainings are called together.</param>
/// <param name="Identity">The weights' hash or the seed: another one answers anew.</param>
/// <param name="Option">As the command line calls it.</param>
internal sealed record AskedSystem(IEvaluatedSystem System, string Kind, string Identity, string Option);
