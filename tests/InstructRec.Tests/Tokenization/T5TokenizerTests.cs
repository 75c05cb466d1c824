using InstructRec.Tokenization;

namespace InstructRec.Tests.Tokenization;

public sealed class T5TokenizerTests
{
    private static readonly T5Tokenizer Tokenizer = Vocabularies.Tokenizer;

    [Theory]
    [InlineData("</s>")]
    [InlineData("<pad>")]
    [InlineData("<unk>")]
    [InlineData("<s>")]
    [InlineData("<extra_id_0>")]
    [InlineData("＜/s＞")]
    [InlineData("＜pad＞ ＜unk＞")]
    [InlineData("a</s></s>b<extra_id_99>")]
    public void Marks_in_a_text_stay_text(string text)
    {
        int[] ids = Tokenizer.Encode(text, addEnd: false);
        ids.Should().NotContain([Tokenizer.PadId, Tokenizer.EndId]).And.OnlyContain(id => id < Tokenizer.PieceCount);
        string spelled = string.Concat(ids.Select(id => Tokenizer.Model.Pieces[id].Text)).Replace("▁", string.Empty);
        spelled.Should().Be(text.Replace('＜', '<').Replace('＞', '>').Replace(" ", string.Empty).Replace("<", "<unk>"), "T5 has no piece for <");
    }

    [Theory]
    [InlineData("e\u0301", "é")]
    [InlineData("a\u0308\u0304", "ǟ")]
    [InlineData("a\u0001\u007Fb", "ab")]
    [InlineData("ﬁlm ½ ① ＡＢＣ", "film 1\u20442 1 ABC")]
    [InlineData(" \u0001 tight \r\n\t line\u2028", "tight line")]
    [InlineData("a\u2581 b\u2581", "a b")]
    [InlineData("zero\u200Bwidth\uFEFF", "zero width")]
    public void Text_takes_the_form_that_the_rules_give_it(string text, string normal) =>
        Tokenizer.Normalize(text).Should().Be("▁" + normal.Replace(' ', '▁'));

    /// <summary>What C++ sentencepiece gave for these; the two cuts differ by less than a float's rounding.</summary>
    [Theory]
    [InlineData("awwww", "▁ a www w")]
    [InlineData("----", "▁ --- -")]
    [InlineData("|---|----|", "▁| --- | --- - |")]
    [InlineData("Wh### x", "▁W h ## # ▁ x")]
    public void Near_equal_cuts_are_chosen_between_as_in_cpp(string text, string pieces) =>
        string.Join(' ', Tokenizer.Encode(text, addEnd: false).Select(id => Tokenizer.Model.Pieces[id].Text)).Should().Be(pieces);

    [Fact]
    public void A_lone_surrogate_counts_as_the_replacement_character()
    {
        Tokenizer.Encode("x\ud800y\udc00").Should().Equal(Tokenizer.Encode("x\uFFFDy\uFFFD"));
        Tokenizer.Normalize("x\ud800y\udc00").Should().Be("▁x▁y", "T5's rules make a space of it");
    }

    [Fact]
    public void Sentinels_count_down_from_the_end()
    {
        Tokenizer.VocabularySize.Should().Be(Tokenizer.PieceCount + 100);
        Tokenizer.SentinelId(0).Should().Be(Tokenizer.VocabularySize - 1);
        Tokenizer.SentinelId(99).Should().Be(Tokenizer.PieceCount);
        FluentActions.Invoking(() => Tokenizer.SentinelId(100)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => Tokenizer.SentinelId(-1)).Should().Throw<ArgumentOutOfRangeException>();
        FluentActions.Invoking(() => new T5Tokenizer(Vocabularies.Model, extraIds: 0).SentinelId(0)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Theory]
    [InlineData("")]
    [InlineData("   \t\r\n ")]
    [InlineData("\u3000\u00a0")]
    public void A_text_of_nothing_is_the_end_mark(string text)
    {
        Tokenizer.Encode(text).Should().Equal(Tokenizer.EndId);
        Tokenizer.Encode(text, addEnd: false).Should().BeEmpty();
        Tokenizer.Count(text).Should().Be(0);
    }

    [Fact]
    public void Truncation_keeps_the_end_mark()
    {
        const string Text = "Rank these films for someone who wants something light tonight";
        int[] whole = Tokenizer.Encode(Text);
        for (int most = 1; most <= whole.Length + 1; most++)
        {
            int[] ids = Tokenizer.Encode(Text, maxLength: most);
            ids.Should().Equal([.. whole[..(Math.Min(most, whole.Length) - 1)], Tokenizer.EndId]);
            Tokenizer.Encode(Text, addEnd: false, maxLength: most).Should().Equal(whole[..Math.Min(most, whole.Length - 1)]);
        }

        FluentActions.Invoking(() => Tokenizer.Encode(Text, maxLength: 0)).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void A_batch_is_its_texts_padded_on_the_right()
    {
        string[] texts = ["Heat (1995)", "", "The Good, the Bad and the Ugly (1966)"];
        EncodedBatch batch = Tokenizer.EncodeBatch(texts, maxLength: 9, padToMultipleOf: 4);
        (batch.Rows, batch.Length).Should().Be((3, 12));
        batch.Lengths.Should().Equal(texts.Select(t => Tokenizer.Encode(t, maxLength: 9).Length));
        for (int row = 0; row < batch.Rows; row++)
        {
            batch.Row(row).ToArray().Should().Equal(Tokenizer.Encode(texts[row], maxLength: 9));
            for (int i = 0; i < batch.Length; i++)
            {
                batch.Mask[(row * batch.Length) + i].Should().Be(i < batch.Lengths[row] ? 1 : 0);
                if (i >= batch.Lengths[row])
                {
                    batch.Ids[(row * batch.Length) + i].Should().Be(Tokenizer.PadId);
                }
            }
        }

        Tokenizer.EncodeBatch([]).Rows.Should().Be(0);
    }

    [Fact]
    public void Sentinels_and_spare_rows_are_invisible_when_decoded_and_negative_ids_are_a_mistake()
    {
        int[] ids = Tokenizer.Encode("a film");
        Tokenizer.Decode([Tokenizer.PadId, .. ids, Tokenizer.SentinelId(3), 32_127]).Should().Be("a film");
        FluentActions.Invoking(() => Tokenizer.Decode([-100])).Should().Throw<ArgumentOutOfRangeException>();
    }

    [Fact]
    public void User_defined_pieces_are_kept_whole_and_unnormalised()
    {
        var tokenizer = new T5Tokenizer(SmallModel.Words("▁", "a", "b", "ab", "x", "y").With("ÀB", 0, 4).Rules(("À", "a"), ("B", "b")).Parse());
        tokenizer.Model.TryGetId("ÀB", out int whole).Should().BeTrue();
        tokenizer.Encode("xÀBy", addEnd: false).Should().Equal(3, 7, whole, 8);
        tokenizer.Encode("À", addEnd: false).Should().Equal(3, 4);
    }

    [Fact]
    public void Unused_pieces_are_never_chosen()
    {
        var tokenizer = new T5Tokenizer(SmallModel.Words("▁", "a", "b").With("▁ab", -0.1f, 5).Parse());
        tokenizer.Encode("ab", addEnd: false).Should().Equal(3, 4, 5);
    }

    [Fact]
    public void Eight_threads_get_what_one_gets()
    {
        GoldenLine[] lines = [.. Vocabularies.Lines.Take(1_500)];
        int wrong = 0;
        Thread[] threads = [.. Enumerable.Range(0, 8).Select(t => new Thread(() =>
        {
            for (int i = 0; i < lines.Length; i++)
            {
                GoldenLine line = lines[(i + (t * 37)) % lines.Length];
                if (!Tokenizer.Encode(line.Text, addEnd: false).AsSpan().SequenceEqual(line.Ids))
                {
                    Interlocked.Increment(ref wrong);
                }
            }
        }))];
        Array.ForEach(threads, t => t.Start());
        Array.ForEach(threads, t => t.Join());
        wrong.Should().Be(0);
    }

    [Fact]
    public void Counting_allocates_nothing()
    {
        string text = string.Join(' ', Vocabularies.Lines.Take(40).Select(l => l.Text));
        Tokenizer.Count(text);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 100; i++)
        {
            Tokenizer.Count(text);
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().BeLessThan(20_000, "rented arrays are used again, except when another thread took them");
    }
}
