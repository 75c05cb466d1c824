namespace InstructRec.Decoding;

/// <summary>A token as it is said, for streaming.</summary>
/// <param name="Row">The instruction's place in the batch.</param>
/// <param name="Position">The number of tokens generated before it for that instruction.</param>
/// <param name="Token">The token, the end token included.</param>
/// <param name="LogProbability">Its log-probability under the network's own distribution, before any processor.</param>
public readonly record struct DecodedToken(int Row, int Position, int Token, double LogProbability);
