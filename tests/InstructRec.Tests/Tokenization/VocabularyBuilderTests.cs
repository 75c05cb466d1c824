using InstructRec.Tokenization;

namespace InstructRec.Tests.Tokenization;

public sealed class VocabularyBuilderTests
{
    private static readonly T5Tokenizer Whole = Vocabularies.Tokenizer;

    private static readonly string[] Corpus =
        [.. Vocabularies.Lines.Where(l => l.Text.EndsWith(')')).Select(l => $"The person has watched {l.Text}; what next?").Take(800)];

    private static readonly T5Tokenizer Small = new(Built(minimumCount: 2));

    [Fact]
    public void Marks_come_first_then_the_kept_pieces_in_their_old_order_with_their_scores()
    {
        SentencePieceModel model = Small.Model;
        model.Pieces.Take(3).Select(p => p.Text).Should().Equal("<pad>", "</s>", "<unk>");
        (model.PadId, model.EndId, model.UnknownId).Should().Be((0, 1, 2));
        model.Pieces.Count.Should().BeInRange(200, 2_000);
        model.NormalizerName.Should().Be(Whole.Model.NormalizerName);
        int before = 2;
        foreach (SentencePiece piece in model.Pieces.Skip(3))
        {
            Whole.Model.TryGetId(piece.Text, out int old).Should().BeTrue();
            old.Should().BeGreaterThan(before);
            before = old;
            Whole.Model.Pieces[old].Should().Be(piece);
        }
    }

    [Fact]
    public void A_piece_is_kept_if_it_is_frequent_or_one_character()
    {
        var builder = new VocabularyBuilder(Whole);
        builder.AddRange(["watched watched", "watched film"]);
        SentencePieceModel model = builder.Build(minimumCount: 3);
        model.TryGetId("▁watched", out _).Should().BeTrue();
        model.TryGetId("▁film", out _).Should().BeFalse();
        model.Pieces.Count(p => p.Type == SentencePieceType.Normal).Should().Be(
            1 + Whole.Model.Pieces.Count(p => p.Type == SentencePieceType.Normal && p.Text.Length == 1));
        Whole.Model.TryGetId("▁watched", out int id);
        builder.Counts[id].Should().Be(3);
    }

    [Fact]
    public void A_text_whose_pieces_are_all_kept_is_cut_as_before()
    {
        int same = 0;
        foreach (string text in Corpus)
        {
            int[] old = Whole.Encode(text);
            if (Array.TrueForAll(old, id => Small.Model.TryGetId(Whole.Model.Pieces[id].Text, out _)))
            {
                same++;
                Small.Encode(text).Select(id => Small.Model.Pieces[id].Text).Should().Equal(old.Select(id => Whole.Model.Pieces[id].Text));
            }
        }

        same.Should().BeGreaterThan(100);
    }

    [Fact]
    public void No_text_gets_more_unknown_characters_than_before()
    {
        foreach (GoldenLine line in Vocabularies.Lines.Where(OnlySingleCharactersThatAreKept))
        {
            UnknownsOf(Small, line.Text).Should().BeLessThanOrEqualTo(UnknownsOf(Whole, line.Text), line.Place);
        }

        static bool OnlySingleCharactersThatAreKept(GoldenLine line) => Whole.Encode(line.Text, addEnd: false).All(id =>
            id == Whole.UnknownId || Whole.Model.Pieces[id].Text.All(c => Small.Model.TryGetId(c.ToString(), out _)));
        static int UnknownsOf(T5Tokenizer tokenizer, string text) => tokenizer.Encode(text).Count(id => id == tokenizer.UnknownId);
    }

    [Fact]
    public void The_cut_model_survives_its_file_and_names_its_size_and_marks_there()
    {
        byte[] file = Small.Model.ToBytes();
        SentencePieceModel again = SentencePieceModel.Parse(file);
        again.Pieces.Should().Equal(Small.Model.Pieces);
        again.ToBytes().Should().Equal(file);
        var tokenizer = new T5Tokenizer(again);
        foreach (string text in Corpus.Take(100))
        {
            tokenizer.Encode(text).Should().Equal(Small.Encode(text));
        }

        Dictionary<int, ulong> trainer = [];
        var reader = new ProtobufReader(again.Trainer.Raw);
        while (reader.Read())
        {
            trainer[reader.Field] = reader.Number;
        }

        trainer[4].Should().Be((ulong)again.Pieces.Count);
        (trainer[40], trainer[42], trainer[43], unchecked((long)trainer[41])).Should().Be((2UL, 1UL, 0UL, -1L));
        again.Normalizer.Raw.SequenceEqual(Whole.Model.Normalizer.Raw).Should().BeTrue("the rules are the same bytes");
    }

    [Fact]
    public void Marks_elsewhere_move_to_the_front()
    {
        SentencePieceModel model = SmallModel.Words("a", "b").Without("<pad>").Without("</s>").With("</s>", 0, 3).With("<pad>", 0, 3).Parse();
        model.CutDown([2]).Pieces.Select(p => p.Text).Should().Equal("<pad>", "</s>", "<unk>", "b");
        FluentActions.Invoking(() => model.CutDown([9])).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => model.CutDown([])).Should().Throw<ArgumentException>();
    }

    private static SentencePieceModel Built(int minimumCount)
    {
        var builder = new VocabularyBuilder(Whole);
        builder.AddRange(Corpus);
        return builder.Build(minimumCount);
    }
}
