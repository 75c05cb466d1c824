using InstructRec.Training.Batches;
using InstructRec.Training.Checkpoints;
using InstructRec.Training.Schedules;

namespace InstructRec.Training;

/// <summary>Tunes a T5 on instructions: batches from a source, an objective, steps, and what is worth keeping, kept.</summary>
/// <remarks>
/// <para>The run is plain synchronous code on the thread that calls <see cref="Run"/>, which must be the one that owns the network (a host gives it to its
/// device worker). Nothing process-wide is changed, no seed and no thread count. The parts are borrowed: whoever made them disposes them.</para>
/// <para>A run by <see cref="TuningOptions.Steps"/> that is killed and resumed gives the same weights, bit for bit, as one that was not, on the same machine
/// with the same number of threads. A run by time depends on the clock.</para>
/// </remarks>
/// <example>
/// <code>
/// InteractionDataset films = DatasetFolder.Open("ml-latest-small");
/// LeaveOneOutSplit split = new(films);
/// FreshModel fresh = FreshModel.Create(FreshModelSize.Tiny, InstructionCorpus.Vocabulary(T5Tokenizer.Load("spiece.model"), split), seed: 1);
/// using BatchSource batches = new(new InstructionMixture(split, fresh.Tokenizer));
/// using ParameterBuffer parameters = new(fresh.Network.Parameters);
/// using AdamW optimiser = new(parameters);
/// TuningOptions options = new() { Duration = TimeSpan.FromMinutes(10), LearningRate = 1.5e-3 };
/// InstructionTuner tuner = new(batches, new TrainingStepper(fresh.Network, new SequenceObjective(), optimiser), options, new CheckpointKeeper("runs/films"));
/// TuningResult result = tuner.Run(new Progress&lt;TuningProgress&gt;(p => Console.WriteLine($"{p.Step} {p.Loss:F3}")));
/// </code>
/// </example>
public sealed class InstructionTuner
{
    private readonly IBatchSource _batches;
    private readonly TrainingStepper _stepper;
    private readonly TuningOptions _options;
    private readonly CheckpointKeeper? _keeper;
    private readonly Func<CancellationToken, ValidationScores>? _validate;
    private readonly LearningRateSchedule _schedule;
    private readonly TimeProvider _time;

    /// <summary>Puts a run together.</summary>
    /// <param name="batches">Where batches come from.</param>
    /// <param name="stepper">Network, objective and optimiser.</param>
    /// <param name="options">Budget and schedule; checked here.</param>
    /// <param name="keeper">Where states are kept; nothing is kept where <see langword="null"/>.</param>
    /// <param name="validate">Ranks validation items with the network as it is, on the run's thread; no validation where <see langword="null"/>.</param>
    /// <param name="time">The clock; the system's where <see langword="null"/>.</param>
    /// <exception cref="InstructRecException">An option cannot work (<see cref="InstructRecErrorKind.Options"/>), or the disk has no room (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public InstructionTuner(
        IBatchSource batches, TrainingStepper stepper, TuningOptions options, CheckpointKeeper? keeper = null,
        Func<CancellationToken, ValidationScores>? validate = null, TimeProvider? time = null)
    {
        ArgumentNullException.ThrowIfNull(batches);
        ArgumentNullException.ThrowIfNull(stepper);
        ArgumentNullException.ThrowIfNull(options);
        _batches = batches;
        _stepper = stepper;
        _options = options.Validate();
        _keeper = keeper;
        _validate = validate;
        _schedule = new LearningRateSchedule(options.Schedule, options.LearningRate, options.WarmupSteps);
        _time = time ?? TimeProvider.System;
        keeper?.CheckRoom(stepper.Optimiser.Parameters);
    }

    /// <summary>Runs to the end of the budget, or until validation no longer improves, or until it is cancelled.</summary>
    /// <param name="progress">Is told where the run is, on this thread.</param>
    /// <param name="resume">Whether to go on from the keeper's last state.</param>
    /// <param name="cancellationToken">Ends the run after the step in hand: the state is saved, and the result says so.</param>
    /// <returns>How the run ended.</returns>
    /// <exception cref="InstructRecException">
    /// An example would teach what is to be foretold, and then nothing is trained (<see cref="InstructRecErrorKind.Leakage"/>); the loss is no longer a number, or has grown (<see cref="TuningOptions.DivergenceFactor"/>): the batch is written to the keeper's folder (<see cref="InstructRecErrorKind.Scores"/>); the run to resume had other options
    /// (<see cref="InstructRecErrorKind.Options"/>); a state cannot be written, the one before it is kept (<see cref="InstructRecErrorKind.Storage"/>).
    /// </exception>
    public TuningResult Run(IProgress<TuningProgress>? progress = null, bool resume = false, CancellationToken cancellationToken = default)
    {
        _batches.CheckUnlessCancelled(cancellationToken);
        TrainingState state = resume ? Restore() : new TrainingState { Options = Describe() };
        _batches.Seek(state.Position);
        _stepper.Network.SetTraining(true);
        RunClock clock = new(_options, _time, TimeSpan.FromSeconds(state.ElapsedSeconds), state.WarmupProgress);
        SpeedMeter meter = new(_time);
        bool stoppedEarly = false;
        long saved = resume ? state.Step : -1;
        while (!clock.IsOver(state.Step) && !stoppedEarly && !cancellationToken.IsCancellationRequested)
        {
            long began = meter.Begin();
            List<TrainingBatch> batches = [];
            double rate = _schedule.At(clock.Moment(state.Step));
            for (int i = 0; i < _options.AccumulatedBatches; i++)
            {
                batches.Add(_batches.Next(CancellationToken.None));
            }

            StepReport report = _stepper.Step(batches, rate);
            if (!report.IsFinite)
            {
                throw Diverged(batches, state.Step, "the loss is no longer a number");
            }

            meter.End(began, batches, report.Loss);
            state = Advanced(state, batches, meter, clock, report.Loss);
            if (_options.DivergenceFactor is { } factor && state.SmoothedLoss > 1 + (factor * state.LowestLoss))
            {
                throw Diverged(batches, state.Step, FormattableString.Invariant($"the loss has grown from {state.LowestLoss:F3} to {state.SmoothedLoss:F3}"));
            }

            bool validates = Due(state, clock);
            if (validates || state.Step % _options.ReportEvery == 0)
            {
                ValidationScores? scores = validates ? Scores(cancellationToken) : null;
                bool best = scores is not null && (state.Best is null || scores.NdcgAt5 > state.Best.NdcgAt5);
                state = scores is null ? state : Validated(state, scores, best);
                Report(progress, state, clock, meter, rate, report, scores, best);
                stoppedEarly = validates && state.WithoutImprovement >= _options.Patience;
                if (best)
                {
                    _keeper?.SaveBest(_stepper.Network, state);
                }
            }

            if (validates || state.Step % _options.SaveEvery == 0)
            {
                SaveLast(state);
                saved = state.Step;
            }
        }

        if (saved != state.Step)
        {
            SaveLast(state);
        }

        _stepper.Network.SetTraining(false);
        bool cancelled = cancellationToken.IsCancellationRequested && !clock.IsOver(state.Step);
        return new TuningResult(
            state.Step, state.Loss, clock.Elapsed, state.Examples, state.Targets, state.Best, state.Last, cancelled, stoppedEarly);
    }

    private static TrainingState Validated(TrainingState state, ValidationScores scores, bool best) => state with
    {
        Last = scores,
        Best = best ? scores : state.Best,
        Validations = state.Validations + 1,
        WithoutImprovement = best ? 0 : state.WithoutImprovement + 1,
    };

    private TrainingState Advanced(TrainingState state, List<TrainingBatch> batches, SpeedMeter meter, RunClock clock, double loss)
    {
        double smoothed = state.SmoothedLoss is { } before ? before + (0.02 * (loss - before)) : loss;
        return state with
        {
            SmoothedLoss = smoothed,
            LowestLoss = Math.Min(smoothed, state.LowestLoss ?? smoothed),
            Step = state.Step + 1,
            Position = batches[^1].Next,
            ElapsedSeconds = clock.Elapsed.TotalSeconds,
            WarmupProgress = clock.WarmupProgress,
            Examples = state.Examples + batches.Sum(b => b.Rows),
            Targets = state.Targets + batches.Sum(b => b.TargetCount),
            Loss = meter.Loss,
            OptimiserSteps = _stepper.Optimiser.StepCount,
        };
    }

    private ValidationScores? Scores(CancellationToken cancellationToken)
    {
        _stepper.Network.SetTraining(false);
        try
        {
            return _validate!(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The step is taken; what is lost is a figure.
            return null;
        }
        finally
        {
            _stepper.Network.SetTraining(true);
        }
    }

    private bool Due(TrainingState state, RunClock clock) =>
        _validate is not null && _options.Validations > 0 && state.Validations < _options.Validations
        && (clock.IsOver(state.Step) || clock.Part(state.Step) >= (state.Validations + 1.0) / _options.Validations);

    private void Report(
        IProgress<TuningProgress>? progress, TrainingState state, RunClock clock, SpeedMeter meter, double rate, StepReport step, ValidationScores? scores, bool best)
    {
        (double examples, double targets, double tokens) = meter.PerSecond();
        TuningProgress report = new(
            state.Step, clock.Part(state.Step), (double)state.Examples / _batches.ExamplesPerEpoch, meter.Loss, rate, step.GradientNorm, examples, targets, tokens,
            clock.Elapsed, clock.Remaining(state.Step), Environment.WorkingSet, scores, best);
        _keeper?.Metrics.Add(report);
        progress?.Report(report);
        meter.Reset();
    }

    private void SaveLast(TrainingState state) => _keeper?.SaveLast(_stepper.Network, _stepper.Optimiser, state);

    private SortedDictionary<string, string> Describe() => new OptionTexts()
        .With(_options.Describe()).With(_stepper.Network.Describe()).With(_stepper.Objective.Describe()).With(_stepper.Optimiser.Describe()).With(_batches.Describe()).All;

    private static string Said(IReadOnlyDictionary<string, string> options, string name) => options.TryGetValue(name, out string? value) ? $"'{value}'" : "not known";

    private TrainingState Restore()
    {
        CheckpointKeeper keeper = _keeper ?? throw new InvalidOperationException("A run without a keeper has nothing to resume from.");
        TrainingState state = keeper.RestoreLast(_stepper.Network, _stepper.Optimiser);
        SortedDictionary<string, string> now = Describe();
        string[] different = [.. now.Keys.Union(state.Options.Keys).Order(StringComparer.Ordinal)
            .Where(k => now.GetValueOrDefault(k) != state.Options.GetValueOrDefault(k))
            .Select(k => $"{k} was {Said(state.Options, k)} and is {Said(now, k)}")];
        return different.Length == 0 ? state : throw new InstructRecException(
            InstructRecErrorKind.Options, $"the run was begun with other options: {string.Join("; ", different)}", keeper.LastFolder,
            "Resume with the same options, or start a new run in another folder");
    }

    private InstructRecException Diverged(IReadOnlyList<TrainingBatch> batches, long step, string what)
    {
        string? path = _keeper is null ? null : DivergedBatch.Write(_keeper.Folder, batches, step);
        return new InstructRecException(
            InstructRecErrorKind.Scores, FormattableString.Invariant($"{what} at step {step}; the weights of the last save are kept"), path,
            path is null ? "Lower the learning rate" : "Look at the batch in this file, or lower the learning rate");
    }
}
