namespace InstructRec.Tokenization;

/// <summary>What a piece of a sentencepiece vocabulary stands for; the numbers are those of the file format.</summary>
public enum SentencePieceType
{
    /// <summary>A string that segmentation may choose.</summary>
    Normal = 1,

    /// <summary>The one piece that stands for everything that no other piece covers.</summary>
    Unknown = 2,

    /// <summary>A mark such as padding or the end of a text. Segmentation never chooses it, whatever the text says.</summary>
    Control = 3,

    /// <summary>A string that is always kept whole wherever the text has it, and that normalisation leaves alone.</summary>
    UserDefined = 4,

    /// <summary>A string that keeps its number but is never chosen.</summary>
    Unused = 5,

    /// <summary>One raw byte, of a model with byte fallback. T5 has none, and models with them are refused.</summary>
    Byte = 6,
}
