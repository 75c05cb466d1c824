using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using InstructRec.Tokenization;

namespace InstructRec.Tests.Tokenization;

public sealed class TokenizerPropertyTests
{
    private const string Seed = "20261124,4711"; // the same cases on every run

    private static readonly T5Tokenizer Tokenizer = Vocabularies.Tokenizer;

    private static readonly string[] KnownCharacters =
        [.. Tokenizer.Model.Pieces.Where(p => p.Type == SentencePieceType.Normal && p.Text.Length == 1 && p.Text != "▁").Select(p => p.Text)];

    /// <summary>Any UTF-16 units at all, lone surrogates and control characters among them.</summary>
    private static Gen<string> AnyText { get; } = Gen.OneOf(
        Gen.Choose(0, 0xFFFF), Gen.Choose(0, 0x17F), Gen.Choose(0xD7F0, 0xE010), Gen.Choose(0x20, 0x7E), Gen.Elements(0x20, 0x2581, 0x301, 0xFDFA, 1))
        .Select(unit => (char)unit).ArrayOf().Select(units => new string(units));

    [Property(MaxTest = 2_000, Replay = Seed)]
    public Property Any_string_can_be_encoded() => Prop.ForAll(AnyText.ToArbitrary(), text =>
    {
        int[] ids = Tokenizer.Encode(text);
        return ids[^1] == Tokenizer.EndId
            && ids[..^1].All(id => id > Tokenizer.EndId && id < Tokenizer.PieceCount)
            && Tokenizer.Count(text) == ids.Length - 1
            && !ids.Zip(ids.Skip(1)).Any(pair => pair.First == Tokenizer.UnknownId && pair.Second == Tokenizer.UnknownId);
    });

    [Property(MaxTest = 1_000, Replay = Seed)]
    public Property Normal_text_has_no_line_breaks_controls_or_double_spaces() => Prop.ForAll(AnyText.ToArbitrary(), text =>
    {
        string normal = Tokenizer.Normalize(text);
        return normal.All(c => c is '\0' or > ' ' && c is not ('\u00A0' or '\u3000' or '\u007F')) && !normal.EndsWith('▁') && !normal.Contains("▁▁");
    });

    [Property(MaxTest = 1_000, Replay = Seed)]
    public Property Decoding_gives_the_normal_form_of_known_characters() => Prop.ForAll(
        Gen.Elements([.. KnownCharacters, " ", " ", " ", "the", "film"]).ListOf().Select(string.Concat).ToArbitrary(), text =>
    {
        int[] ids = Tokenizer.Encode(text);
        return !ids.Contains(Tokenizer.UnknownId) && Tokenizer.Decode(ids) == Tokenizer.Normalize(text).Replace('▁', ' ').TrimStart(' ');
    });

    [Property(MaxTest = 1_000, Replay = Seed)]
    public Property Words_are_cut_independently() => Prop.ForAll(AnyText.ToArbitrary(), AnyText.ToArbitrary(), (first, second) =>
    {
        int[] together = Tokenizer.Encode(first + " " + second, addEnd: false);
        return Tokenizer.SplitsAtSpaces
            && together.SequenceEqual([.. Tokenizer.Encode(first, addEnd: false), .. Tokenizer.Encode(second, addEnd: false)]);
    });
}
