namespace InstructRec.Benchmarks.Peers;

/// <summary>Ways to do one piece of work; ratios are taken to the first.</summary>
/// <param name="Work">What is done.</param>
/// <param name="Difference">The largest difference between the peers' numbers and ours.</param>
/// <param name="Ways">Who does it.</param>
internal sealed record PeerGroup(string Work, double Difference, IReadOnlyList<(string Name, Action Run)> Ways);
