using InstructRec.Checkpoints;
using InstructRec.Training.Batches;
using InstructRec.Training.Checkpoints;
using static TorchSharp.torch;

namespace InstructRec.Training.Tests;

[Collection("native")]
public sealed class InstructionTunerTests
{
    [Fact]
    public void Learns_a_hundred_instructions_by_heart()
    {
        using TinyRun run = new(TinyRun.Options(650) with { LearningRate = 4e-3, SaveEvery = null, ReportEvery = 10 }, width: 64);
        run.Tuner.Run().Loss.Should().BeLessThan(0.05);
    }

    [Theory]
    [InlineData(false, 0.2)]
    [InlineData(true, 0.2)]
    public void A_run_that_was_cancelled_at_any_step_and_resumed_has_the_same_weights_to_the_bit(bool adafactor, double dropout)
    {
        using TemporaryFolder whole = new();
        using TinyRun uninterrupted = new(TinyRun.Options(30), whole.Path, dropout, adafactor);
        uninterrupted.Tuner.Run();
        float[] expected = uninterrupted.Weights();
        foreach (int stop in new[] { 1, 12, 23 })
        {
            using TemporaryFolder folder = new();
            using (TinyRun first = new(TinyRun.Options(30) with { ReportEvery = 1 }, folder.Path, dropout, adafactor))
            using (CancellationTokenSource source = new())
            {
                TuningResult result = first.Tuner.Run(new Reports(p => CancelAt(p, stop, source)), cancellationToken: source.Token);
                result.Cancelled.Should().BeTrue();
                result.Steps.Should().Be(stop);
            }

            using TinyRun second = new(TinyRun.Options(30), folder.Path, dropout, adafactor);
            second.Tuner.Run(resume: true).Steps.Should().Be(30);
            second.Weights().Should().Equal(expected, $"it was stopped at step {stop}");
        }
    }

    [Fact]
    public void A_source_with_a_leak_is_refused_before_the_first_step()
    {
        using TinyRun run = new(TinyRun.Options(5), examples: new LeakingExamples());
        float[] before = run.Weights();

        Action training = () => run.Tuner.Run();

        training.Should().Throw<InstructRecException>().Where(e => e.Kind == InstructRecErrorKind.Leakage);
        run.Weights().Should().Equal(before);
    }

    [Fact]
    public void Keeps_the_best_and_the_last_and_stops_when_nothing_improves()
    {
        using TemporaryFolder folder = new();
        double[] scores = [0.1, 0.5, 0.4, 0.3, 0.9];
        int asked = 0;
        TuningOptions options = TinyRun.Options(50) with { Validations = 5, Patience = 2 };
        using TinyRun run = new(options, folder.Path, validate: _ => new ValidationScores(0.2, scores[asked++]));
        TuningResult result = run.Tuner.Run();
        result.StoppedEarly.Should().BeTrue();
        result.Steps.Should().Be(40);
        result.Best!.NdcgAt5.Should().Be(0.5);
        CheckpointKeeper keeper = new(folder.Path);
        PretrainedFolder.Open(keeper.BestFolder).Manifest.Scores["validation NDCG@5"].Should().Be(0.5);
        PretrainedFolder.Open(keeper.BestFolder).Manifest.Scores["training steps"].Should().Be(20);
        PretrainedFolder.Open(keeper.LastFolder).Manifest.Scores["training steps"].Should().Be(40);
        File.ReadAllLines(Path.Combine(folder.Path, MetricsFile.Name)).Should().HaveCount(8);
    }

    [Fact]
    public void Refuses_to_resume_with_other_options_and_names_them()
    {
        using TemporaryFolder folder = new();
        using (TinyRun run = new(TinyRun.Options(5), folder.Path))
        {
            run.Tuner.Run();
        }

        using TinyRun other = new(TinyRun.Options(5) with { WarmupSteps = 3 }, folder.Path);
        other.Tuner.Invoking(t => t.Run(resume: true)).Should().Throw<InstructRecException>().WithMessage("*WarmupSteps was '10' and is '3'*");
        using TinyRun batches = new(TinyRun.Options(5), folder.Path, batchSize: 10);
        batches.Tuner.Invoking(t => t.Run(resume: true)).Should().Throw<InstructRecException>().WithMessage("*BatchSize was '20' and is '10'*");
        using TinyRun wider = new(TinyRun.Options(5), folder.Path, width: 48);
        wider.Tuner.Invoking(t => t.Run(resume: true)).Should().Throw<InstructRecException>().WithMessage("*other sizes*");
        using TemporaryFolder empty = new();
        using TinyRun nothing = new(TinyRun.Options(5), empty.Path);
        nothing.Tuner.Invoking(t => t.Run(resume: true)).Should().Throw<InstructRecException>().WithMessage("*no state*");
    }

    [Fact]
    public void Stops_with_the_batch_in_a_file_when_the_loss_is_no_number()
    {
        using TemporaryFolder folder = new();
        using TinyRun run = new(TinyRun.Options(5), folder.Path);
        using (no_grad())
        {
            run.Network.Head[5, 0] = float.NaN;
        }

        string? written = run.Tuner.Invoking(t => t.Run()).Should().Throw<InstructRecException>().Which.Where;
        File.ReadAllLines(written!).Should().HaveCount(20).And.AllSatisfy(l => l.Should().Contain("\"targets\""));
    }

    [Fact]
    public void Stops_with_the_batch_in_a_file_when_the_loss_grows()
    {
        using TemporaryFolder folder = new();
        using TinyRun run = new(TinyRun.Options(400) with { LearningRate = 2, WarmupSteps = 0, DivergenceFactor = 1.1 }, folder.Path);
        InstructRecException fault = run.Tuner.Invoking(t => t.Run()).Should().Throw<InstructRecException>().WithMessage("*the loss has grown from*").Which;
        File.ReadAllLines(fault.Where!).Should().HaveCount(20);
    }

    [Fact]
    public void A_save_that_fails_keeps_the_state_before()
    {
        using TemporaryFolder folder = new();
        string kept = Path.Combine(folder.Path, "last");
        FolderSwap.Replace(kept, f => File.WriteAllText(Path.Combine(f, "a"), "one"));
        FluentActions.Invoking(() => FolderSwap.Replace(kept, f =>
        {
            File.WriteAllText(Path.Combine(f, "a"), "two");
            throw new IOException("No space left on device");
        })).Should().Throw<InstructRecException>().Which.Kind.Should().Be(InstructRecErrorKind.Storage);
        File.ReadAllText(Path.Combine(kept, "a")).Should().Be("one");
        Directory.GetDirectories(folder.Path).Should().Equal(kept);
    }

    [Fact]
    public void Finds_the_state_again_after_a_kill_between_two_renames()
    {
        using TemporaryFolder folder = new();
        string kept = Path.Combine(folder.Path, "last");
        FolderSwap.Replace(kept, f => File.WriteAllText(Path.Combine(f, "a"), "one"));
        Directory.Move(kept, kept + ".previous");
        Directory.CreateDirectory(kept + ".unfinished");
        _ = new CheckpointKeeper(folder.Path);
        File.ReadAllText(Path.Combine(kept, "a")).Should().Be("one");
    }

    [Fact]
    public void Options_that_cannot_work_are_refused_before_the_first_step()
    {
        FluentActions.Invoking(() => new TuningOptions().Validate()).Should().Throw<InstructRecException>();
        FluentActions.Invoking(() => new TuningOptions { Steps = 3, Duration = TimeSpan.FromSeconds(1) }.Validate()).Should().Throw<InstructRecException>();
        FluentActions.Invoking(() => new TuningOptions { Steps = 3, LearningRate = double.NaN }.Validate()).Should().Throw<InstructRecException>();
        new TuningOptions { Steps = 3 }.Validate().Steps.Should().Be(3);
    }

    private static void CancelAt(TuningProgress progress, int step, CancellationTokenSource source)
    {
        if (progress.Step == step)
        {
            source.Cancel();
        }
    }

    private sealed class Reports(Action<TuningProgress> action) : IProgress<TuningProgress>
    {
        public void Report(TuningProgress value) => action(value);
    }
}
