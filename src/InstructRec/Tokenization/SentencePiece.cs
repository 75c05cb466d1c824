namespace InstructRec.Tokenization;

/// <summary>One piece of a vocabulary; its id is its place in <see cref="SentencePieceModel.Pieces"/>.</summary>
/// <param name="Text">The string, in which U+2581 (▁) stands for a space.</param>
/// <param name="Score">Its log-probability under the unigram model (natural logarithm); 0 for control and unknown pieces.</param>
/// <param name="Type">What it stands for.</param>
public readonly record struct SentencePiece(string Text, float Score, SentencePieceType Type);
