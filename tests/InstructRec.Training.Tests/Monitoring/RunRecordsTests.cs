using InstructRec.Training.Checkpoints;
using InstructRec.Training.Monitoring;

namespace InstructRec.Training.Tests.Monitoring;

[Collection("native")]
public sealed class RunRecordsTests
{
    [SkippableFact]
    public void A_run_leaves_event_files_and_a_picture()
    {
        Skip.IfNot(SkiaSharp.SKFontManager.Default.FontFamilies.Any(), "There is no font on this machine.");
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
}
