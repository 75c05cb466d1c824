using InstructRec.Catalog;
using InstructRec.Instructions;

namespace InstructRec.Templates;

/// <summary>Writes instructions out as the text a model reads.</summary>
/// <remarks>Implementations are safe from any thread; the same arguments always give the same text.</remarks>
public interface IInstructionFormatter
{
    /// <summary>The templates it chooses from.</summary>
    ITemplateRegistry Templates { get; }

    /// <summary>Writes an instruction out for inference.</summary>
    /// <param name="instruction">What is asked. Its task form is required unless <paramref name="options"/> name a template.</param>
    /// <param name="candidates">Reranking: at least one. Pointwise: the one item. Pairwise: the two. Otherwise none.</param>
    /// <param name="options">How; <see cref="FormattingOptions.Default"/> where none are given.</param>
    /// <exception cref="InstructRecException">
    /// No template says it, the template named needs what is not known, or the text does not fit the budget (kind <see cref="InstructRecErrorKind.Instruction"/>;
    /// where the candidates are too many, <c>Data["fits"]</c> holds how many would fit, see <see cref="CountThatFits"/>).
    /// </exception>
    FormattedInstruction Format(Instruction instruction, IReadOnlyList<Item>? candidates = null, FormattingOptions? options = null);

    /// <summary>Writes an example out for training, with what the model is to write.</summary>
    /// <param name="template">One of <see cref="Templates"/>, or any other.</param>
    /// <param name="example">What is known.</param>
    /// <param name="options">How; what they say about choosing a template is not looked at.</param>
    /// <exception cref="InstructRecException">The template reads or writes what the example lacks, or the text does not fit (kind <see cref="InstructRecErrorKind.Instruction"/>).</exception>
    FormattedInstruction FormatExample(InstructionTemplate template, InstructionExample example, FormattingOptions? options = null);

    /// <summary>Whether a template can be written out from an example: all that it reads and writes is known.</summary>
    /// <param name="template">A template.</param>
    /// <param name="example">What is known.</param>
    bool CanFormat(InstructionTemplate template, InstructionExample example);

    /// <summary>
    /// How many of the candidates, from the first on, one text holds within the budget, with the history and the titles cut as far as they may be.
    /// All of them where the formatter has no tokenizer; 0 where the instruction alone is too long.
    /// </summary>
    /// <param name="instruction">What is asked.</param>
    /// <param name="candidates">The candidates of a reranking.</param>
    /// <param name="options">How; <see cref="FormattingOptions.Default"/> where none are given.</param>
    int CountThatFits(Instruction instruction, IReadOnlyList<Item> candidates, FormattingOptions? options = null);
}
