using InstructRec.Data.Candidates;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Baselines;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Pictures;
using InstructRec.Evaluation.Protocols;
using InstructRec.Evaluation.Reports;
using InstructRec.Evaluation.Tests.Protocols;
using SkiaSharp;

namespace InstructRec.Evaluation.Tests.Pictures;

/// <summary>Pictures have words and figures where they belong, on a machine without fonts too.</summary>
public sealed class ResultPictureTests
{
    private static readonly LeaveOneOutSplit Split = ProtocolWorld.Films;

    [Fact]
    public async Task A_breakdown_has_a_line_for_each_system_and_words_around_it()
    {
        CandidateSet candidates = FrozenCandidates.Draw(Split, SplitPart.Test) is var all ? all with { Rows = [.. all.Rows.Take(200)] } : all;
        LeaveOneOutProtocol protocol = new(Split, SplitPart.Test, candidates);
        EvaluationResult popular = await protocol.RunAsync(StandardBaselines.Popularity(Split));
        EvaluationResult random = await protocol.RunAsync(new RandomBaseline());
        ResultBreakdown Rows(EvaluationResult result) => ResultBreakdown.ByTargetCount(result, Split, new HitRate(1));

        using SKBitmap one = SKBitmap.Decode(ResultPicture.ByGroup([("popularity", Rows(popular))], "HR@1"));
        using SKBitmap two = SKBitmap.Decode(ResultPicture.ByGroup([("popularity", Rows(popular)), ("random", Rows(random))], "HR@1"));

        one.Width.Should().Be(900);
        Ink(one, 0, 900, 4, 40).Should().BeGreaterThan(40, "a title in letters");
        Ink(one, 0, 30, 40, 480).Should().BeGreaterThan(40, "the metric's name on the left");
        Ink(one, 0, 750, 440, 520).Should().BeGreaterThan(500, "groups and how many people they have");
        Ink(one, 740, 900, 40, 300).Should().BeGreaterThan(60, "the system's name");
        Coloured(two).Should().BeGreaterThan(Coloured(one) + 300, "a second line");
        FluentActions.Invoking(() => ResultPicture.ByGroup([("a", Rows(popular)), ("b", ResultBreakdown.ByHistoryLength(random, Split, new HitRate(1)))], "mixed"))
            .Should().Throw<ArgumentException>();
    }

    [Fact]
    public async Task Templates_stand_beside_each_other()
    {
        TemplateSelection chosen = await TemplateSelection.ChooseAsync(
            Split, FrozenCandidates.Draw(Split, SplitPart.Validation), ["rec-01", "rec-04"], id => id == "rec-04" ? StandardBaselines.Popularity(Split) : new RandomBaseline(),
            new ProtocolOptions { PersonSample = 100 });
        using SKBitmap picture = SKBitmap.Decode(ResultPicture.ByTemplate(chosen));
        Ink(picture, 0, 700, 440, 520).Should().BeGreaterThan(100, "the templates' ids");
        Coloured(picture).Should().BeGreaterThan(50);
    }

    [Fact]
    public void What_a_system_is_sure_of_stands_where_it_was_right()
    {
        Reliability timid = Reliability.Of([0.1, 0.1, 0.1], [true, true, true]);
        Reliability bold = Reliability.Of([0.9, 0.9, 0.9], [false, false, false]);
        using SKBitmap high = SKBitmap.Decode(ResultPicture.Calibration([("timid", timid)], "calibration"));
        using SKBitmap low = SKBitmap.Decode(ResultPicture.Calibration([("bold", bold)], "calibration"));
        Coloured(high, 0, 400, 40, 260).Should().BeGreaterThan(Coloured(low, 0, 400, 40, 260), "sure of little and right: above on the left");
        FluentActions.Invoking(() => ResultPicture.Calibration([], "none")).Should().Throw<ArgumentException>();
    }

    private static int Ink(SKBitmap picture, int left, int right, int top, int bottom) => Count(picture, left, right, top, bottom, c => c.Red < 128 && c.Green < 128 && c.Blue < 128);

    private static int Coloured(SKBitmap picture, int left = 0, int right = 720, int top = 40, int bottom = 440) =>
        Count(picture, left, right, top, bottom, c => Math.Max(c.Red, Math.Max(c.Green, c.Blue)) - Math.Min(c.Red, Math.Min(c.Green, c.Blue)) > 60);

    private static int Count(SKBitmap picture, int left, int right, int top, int bottom, Func<SKColor, bool> counts) =>
        Enumerable.Range(left, Math.Min(right, picture.Width) - left).Sum(x => Enumerable.Range(top, Math.Min(bottom, picture.Height) - top).Count(y => counts(picture.GetPixel(x, y))));
}
