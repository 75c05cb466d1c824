using InstructRec.Tokenization;

namespace InstructRec.Tests.Tokenization;

public sealed class SentencePieceModelTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("instructrec-vocabulary-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_model_is_written_as_it_was_read_byte_for_byte()
    {
        string path = Path.Combine(_folder, "spiece.model");
        Vocabularies.Model.Write(path);
        File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(Vocabularies.Path)).Should().BeTrue();
        SentencePieceModel.Read(path).Pieces.SequenceEqual(Vocabularies.Model.Pieces).Should().BeTrue();
        Directory.GetFiles(_folder).Should().ContainSingle("the unfinished file is gone");
    }

    [Fact]
    public void The_marks_of_T5_are_found()
    {
        SentencePieceModel model = Vocabularies.Model;
        (model.PadId, model.EndId, model.UnknownId).Should().Be((0, 1, 2));
        model.NormalizerName.Should().Be("nmt_nfkc");
        model.SplitsAtSpaces.Should().BeTrue();
        model.TryGetId("▁the", out int id).Should().BeTrue();
        model.Pieces[id].Text.Should().Be("▁the");
        model.TryGetId("no such piece", out _).Should().BeFalse();
    }

    [Fact]
    public void A_piece_that_reaches_over_a_space_is_noticed()
    {
        SmallModel.Words("▁a", "▁b").Parse().SplitsAtSpaces.Should().BeTrue();
        SmallModel.Words("▁a", "▁b", "▁a▁b").Parse().SplitsAtSpaces.Should().BeFalse();
        SmallModel.Words("▁a", "▁b").Rules((" ́", "´")).Parse().SplitsAtSpaces.Should().BeFalse();
        SmallModel.Words("▁a", "▁b").Rules(("\t", " "), (" ", " ")).Parse().SplitsAtSpaces.Should().BeTrue();

        var tokenizer = new T5Tokenizer(SmallModel.Words("▁a▁b", "▁a", "▁b").Parse());
        tokenizer.Encode("a b", addEnd: false).Should().Equal(3);
    }

    public static TheoryData<string, byte[]> Foreign() => new()
    {
        { "byte-pair", SmallModel.Words("a").Trainer(3, 2).Bytes() },
        { "word", SmallModel.Words("a").Trainer(3, 3).Bytes() },
        { "bytes", SmallModel.Words("a").Trainer(35, 1).Bytes() },
        { "spaces", SmallModel.Words("a").Trainer(24, 1).Bytes() },
        { "type (6)", SmallModel.Words("a").With("<0x00>", 0, 6).Bytes() },
        { "type (0)", SmallModel.Words("a").With("b", 0, 77).Bytes() },
        { "same string", SmallModel.Words("a", "b", "a").Bytes() },
        { "empty", SmallModel.Words("a", "").Bytes() },
        { "no number", SmallModel.Words("a").With("b", float.NaN).Bytes() },
        { "unknown", SmallModel.Words("a").Without("<unk>").Bytes() },
        { "both stand", SmallModel.Words("a").With("<unk2>", 0, 2).Bytes() },
        { "no pieces", new SmallModel().Bytes() },
        { "no pieces", [] },
        { "T5", "not a model at all"u8.ToArray() },
    };

    [Theory]
    [MemberData(nameof(Foreign))]
    public void What_T5_cannot_use_is_refused_with_file_and_cause(string cause, byte[] bytes)
    {
        string path = Path.Combine(_folder, "foreign.model");
        File.WriteAllBytes(path, bytes);
        FluentActions.Invoking(() => T5Tokenizer.Load(path)).Should().Throw<InstructRecException>()
            .Where(e => e.Kind == InstructRecErrorKind.Vocabulary && e.Where == path && e.What.Contains(cause));
    }

    [Theory]
    [InlineData("<pad>", "padding")]
    [InlineData("</s>", "end")]
    public void A_vocabulary_without_T5s_marks_makes_no_tokenizer(string mark, string missing)
    {
        string path = Path.Combine(_folder, "markless.model");
        File.WriteAllBytes(path, SmallModel.Words("a").Without(mark).Bytes());
        FluentActions.Invoking(() => T5Tokenizer.Load(path)).Should().Throw<InstructRecException>()
            .Where(e => e.Kind == InstructRecErrorKind.Vocabulary && e.Where == path && e.What.Contains(missing));
        FluentActions.Invoking(() => SentencePieceModel.Read(path).CutDown([2])).Should().Throw<InstructRecException>();
    }

    [Fact]
    public void A_missing_file_and_a_folder_are_refused_by_name()
    {
        foreach (string path in new[] { Path.Combine(_folder, "none.model"), _folder })
        {
            FluentActions.Invoking(() => SentencePieceModel.Read(path)).Should().Throw<InstructRecException>()
                .Where(e => e.Kind == InstructRecErrorKind.Vocabulary && e.Where == path);
        }
    }

    [Fact]
    public void A_file_that_is_cut_off_is_refused_wherever_it_ends()
    {
        byte[] bytes = SmallModel.Words("▁a", "b").Rules(("\t", " "), ("é", "e")).Bytes();
        SentencePieceModel.Parse(bytes).Pieces.Should().HaveCount(5);
        int accepted = 0;
        for (int length = 0; length < bytes.Length; length++)
        {
            try
            {
                SentencePieceModel.Parse(bytes.AsSpan(0, length));
                accepted++; // cut between two fields, after the pieces
            }
            catch (InstructRecException e)
            {
                e.Kind.Should().Be(InstructRecErrorKind.Vocabulary);
            }
        }

        accepted.Should().BeLessThanOrEqualTo(4);
    }

    [Fact]
    public void A_place_that_cannot_be_written_is_named()
    {
        string path = Path.Combine(_folder, "no", "such", "folder", "spiece.model");
        FluentActions.Invoking(() => Vocabularies.Model.Write(path)).Should().Throw<InstructRecException>()
            .Where(e => e.Kind == InstructRecErrorKind.Storage && e.Where == path);
    }
}
