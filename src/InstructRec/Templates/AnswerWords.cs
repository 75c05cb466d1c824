namespace InstructRec.Templates;

/// <summary>The two words that a template takes for an answer: a property of the template, so that a model is asked for the words it was taught.</summary>
/// <param name="First">Pointwise: the word for yes. Pairwise: the word for the first of the two items.</param>
/// <param name="Second">Pointwise: the word for no. Pairwise: the word for the second of the two items.</param>
public sealed record AnswerWords(string First, string Second);
