namespace InstructRec.T5;

/// <summary>What a <see cref="RetrievalHead"/> is made of. A head that is loaded is made as its file says.</summary>
public sealed record RetrievalHeadOptions
{
    /// <summary>
    /// Whether the head also reads the instruction's pieces by itself, beside the decoder's state; off. It then knows within a minute of training what goes with what by its words, and the
    /// network learns what words alone do not say.
    /// </summary>
    public bool ReadsPieces { get; init; }

    /// <summary>
    /// How many vectors there are for pairs of neighbouring pieces; 0, which is none. A pair takes the vector that its hash names, so that pairs that were never met have one too, by
    /// chance another pair's. Thousands tell "Final Fantasy" from "Final" and "Fantasy". Needs <see cref="ReadsPieces"/>.
    /// </summary>
    public int PairCount { get; init; }

    /// <summary>The length of its vectors; the network's d_model where <see langword="null"/>. Twice d_model of a tiny network learns more from each lesson and costs the network nothing.</summary>
    public int? Width { get; init; }
}
