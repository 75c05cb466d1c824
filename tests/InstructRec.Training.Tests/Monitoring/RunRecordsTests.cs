using InstructRec.Training.Checkpoints;
using InstructRec.Training.Monitoring;

namespace InstructRec.Training.Tests.Monitoring;

[Collection("native")]
public sealed class RunRecordsTests
{
    [Fact]
    public void A_run_leaves_event_files_and_a_picture()
    {
        using TemporaryFolder folder = new();
        using TinyRun run = new(TinyRun.Options(20) with { Validations = 2 }, folder.Path, validate: _ => new ValidationScores(0.2, 0.3));
        List<long> seen = [];
        using (RunRecords records = new(folder.Path, new Steps(seen)))
        {
            run.Tuner.Run(records);
            records.PictureFault.Should().BeNull();
        }

        seen.Should().Equal(5, 10, 15, 20);
        string events = Directory.GetFiles(Path.Combine(folder.Path, "tensorboard"), "*tfevents*", SearchOption.AllDirectories).Should().ContainSingle().Subject;
        string text = System.Text.Encoding.Latin1.GetString(File.ReadAllBytes(events));
        text.Should().Contain("train/loss").And.Contain("validation/ndcg@5");
        byte[] picture = File.ReadAllBytes(Path.Combine(folder.Path, "loss.png"));
        picture.AsSpan(1, 3).ToArray().Should().Equal("PNG"u8.ToArray());
        using SkiaSharp.SKBitmap bitmap = SkiaSharp.SKBitmap.Decode(picture);
        bitmap.Pixels.Distinct().Count().Should().BeGreaterThan(10, "lines and letters are drawn");
    }

    [Fact]
    public void A_machine_whose_fonts_are_away_gets_the_same_letters()
    {
        using TemporaryFolder folder = new();
        string metrics = Path.Combine(folder.Path, MetricsFile.Name), picture = Path.Combine(folder.Path, "loss.png"), other = Path.Combine(folder.Path, "other.png");
        File.WriteAllText(metrics, "{\"step\":1,\"loss\":2}\n{\"step\":2,\"loss\":1,\"ndcg@5\":0.5}\n");
        LossCurve.Draw(metrics, picture);

        // Every name but the library's own gives a face without letters.
        Blank blank = new();
        ScottPlot.Fonts.FontResolvers.Insert(0, blank);
        try
        {
            LossCurve.Draw(metrics, other);
        }
        finally
        {
            ScottPlot.Fonts.FontResolvers.Remove(blank);
        }

        File.ReadAllBytes(other).Should().Equal(File.ReadAllBytes(picture));
        blank.Asked.Should().NotContain(n => n != InstructRec.Data.Pictures.PictureFont.Name);
    }

    [Fact]
    public void Figures_that_cannot_be_drawn_are_a_typed_error()
    {
        using TemporaryFolder folder = new();
        string metrics = Path.Combine(folder.Path, MetricsFile.Name);
        File.WriteAllText(metrics, "not json\n");
        FluentActions.Invoking(() => LossCurve.Draw(metrics, Path.Combine(folder.Path, "a.png"))).Should().Throw<InstructRecException>().Which.Kind.Should().Be(InstructRecErrorKind.Data);
        File.WriteAllText(metrics, string.Empty);
        FluentActions.Invoking(() => LossCurve.Draw(metrics, Path.Combine(folder.Path, "a.png"))).Should().Throw<InstructRecException>();
        Directory.GetFiles(folder.Path).Should().ContainSingle();
    }

    private sealed class Steps(List<long> seen) : IProgress<TuningProgress>
    {
        public void Report(TuningProgress value) => seen.Add(value.Step);
    }

    private sealed class Blank : ScottPlot.IFontResolver
    {
        public System.Collections.Concurrent.ConcurrentBag<string> Asked { get; } = [];

        public SkiaSharp.SKTypeface? CreateTypeface(string fontName, ScottPlot.FontWeight weight, ScottPlot.FontSlant slant, ScottPlot.FontSpacing spacing) => Answer(fontName);

        public SkiaSharp.SKTypeface? CreateTypeface(string fontName, bool bold, bool italic) => Answer(fontName);

        private SkiaSharp.SKTypeface? Answer(string name)
        {
            Asked.Add(name);
            return name == InstructRec.Data.Pictures.PictureFont.Name ? null : SkiaSharp.SKTypeface.CreateDefault();
        }
    }
}
