using InstructRec.Testing;
using InstructRec.Tokenization;
using Microsoft.ML.Tokenizers;

namespace InstructRec.Tests.Tokenization;

/// <summary>
/// Why the room has files of its own although the library has Microsoft.ML.Tokenizers at hand. When a later version of the package mends
/// one of these, its test fails, and the deviation can be thought over again.
/// </summary>
public sealed class PackageDeviationTests
{
    private static readonly T5Tokenizer Ours = Vocabularies.Tokenizer;

    private static readonly SentencePieceTokenizer Package = Create(PackageTokenizer.Patch(File.ReadAllBytes(Vocabularies.Path)));

    [Fact]
    public void It_loads_no_vocabulary_without_a_begin_mark() =>
        FluentActions.Invoking(() => Create(File.ReadAllBytes(Vocabularies.Path))).Should().Throw<IndexOutOfRangeException>();

    [Theory]
    [InlineData("two unknowns in a row", "<<")]
    [InlineData("a control character that the rules delete", "a\u0001b")]
    [InlineData("two cuts of equal score", "awwww")]
    public void It_gives_other_ids(string why, string text) => TheirIds(text).Should().NotEqual(Ours.Encode(text, addEnd: false), why);

    [Fact]
    public void Elsewhere_both_agree()
    {
        int same = Vocabularies.Lines.Count(line => TheirIds(line.Text).SequenceEqual(line.Ids));
        ((double)same / Vocabularies.Lines.Count).Should().BeGreaterThan(0.85);
    }

    [Fact]
    public void Its_public_normaliser_leaves_letters_and_accents_apart() =>
        Package.Normalizer!.Normalize("Poke\u0301mon").Should().NotBe(Ours.Normalize("Poke\u0301mon"));

    private static IReadOnlyList<int> TheirIds(string text) => Package.EncodeToIds(text);

    private static SentencePieceTokenizer Create(byte[] model)
    {
        using var stream = new MemoryStream(model);
        return SentencePieceTokenizer.Create(stream, addBeginningOfSentence: false, addEndOfSentence: false);
    }
}
