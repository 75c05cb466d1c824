using InstructRec.Tokenization;

namespace InstructRec.Tests.Tokenization;

public sealed class TokenizerGoldenTests
{
    private static readonly T5Tokenizer Tokenizer = Vocabularies.Tokenizer;

    [Fact]
    public void Ids_are_those_of_sentencepiece_with_the_end_mark()
    {
        Vocabularies.Lines.Should().HaveCountGreaterThan(100);
        IEnumerable<string> differing =
            from line in Vocabularies.Lines
            let ids = Tokenizer.Encode(line.Text)
            where !ids.SequenceEqual([.. line.Ids, Tokenizer.EndId])
            select $"{line.Place}: {line.Text} -> {string.Join(' ', ids)}, not {string.Join(' ', line.Ids)}";
        differing.Should().BeEmpty();
    }

    [Fact]
    public void Counts_and_appended_ids_agree_with_encoding()
    {
        foreach (GoldenLine line in Vocabularies.Lines)
        {
            List<int> ids = [];
            Tokenizer.EncodeTo(line.Text, ids);
            Assert.Equal(line.Ids, ids);
            Assert.Equal(line.Ids.Length, Tokenizer.Count(line.Text));
        }
    }

    [Fact]
    public void Decoding_writes_what_sentencepiece_writes()
    {
        GoldenLine[] decodable = [.. Vocabularies.Lines.Where(line => line.Decoded is not null)];
        decodable.Should().NotBeEmpty();
        IEnumerable<string> differing =
            from line in decodable
            let text = Tokenizer.Decode(line.Ids)
            where text != line.Decoded
            select $"{line.Place}: '{text}', not '{line.Decoded}'";
        differing.Should().BeEmpty();
    }

    [Fact]
    public void Marks_do_not_show_in_decoded_text()
    {
        foreach (GoldenLine line in Vocabularies.Lines.Where(line => line.Decoded is not null))
        {
            Tokenizer.Decode([.. line.Ids, Tokenizer.EndId, Tokenizer.PadId]).Should().Be(line.Decoded, line.Place);
        }
    }
}
