namespace InstructRec.Benchmarks.Peers;

/// <summary>One way to do a piece of work.</summary>
/// <param name="Name">Whose, and in which type.</param>
/// <param name="Run">Does it and forgets the result.</param>
/// <param name="Numbers">Does it and gives the result.</param>
/// <param name="Tolerance">How far the result may lie from the first way's (<see cref="PeerGroup.Difference"/>).</param>
internal sealed record PeerWay(string Name, Action Run, Func<float[]> Numbers, double Tolerance);
