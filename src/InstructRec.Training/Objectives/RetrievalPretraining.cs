using System.Diagnostics;
using InstructRec.T5;
using InstructRec.Training.Batches;
using InstructRec.Training.Optimisers;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Training.Objectives;

/// <summary>Teaches a retrieval head that reads pieces what goes with what, by words alone, before the network below it learns: ten thousand lessons a second instead of a few hundred.</summary>
/// <remarks>
/// Ours, not the paper's: two towers over pieces of titles and instructions. What the network then adds begins at zero, so that it learns what this part does not know yet. Runs on the calling
/// thread, which should be the device's worker. The same head, batches and options learn the same.
/// </remarks>
public static class RetrievalPretraining
{
    private const int Reported = 20;

    /// <summary>Trains the head in float32, whatever its type.</summary>
    /// <param name="head">The head, its weights drawn; it gets what was learned. Not yet in a <see cref="ParameterBuffer"/>.</param>
    /// <param name="titles">As for <see cref="RetrievalLoss"/>.</param>
    /// <param name="trainingCounts">As for <see cref="RetrievalLoss"/>.</param>
    /// <param name="batches">What is read; batches of hundreds are best. Borrowed.</param>
    /// <param name="lossOptions">Numbers of titles and weights; <see langword="null"/> means the defaults.</param>
    /// <param name="options">How long; <see langword="null"/> means the defaults.</param>
    /// <param name="progress">Is told where it is, on this thread.</param>
    /// <param name="cancellationToken">Ends it after the step in hand; what was learned so far is kept.</param>
    /// <returns>How many instructions were read.</returns>
    /// <exception cref="ArgumentException">The head reads no pieces.</exception>
    /// <exception cref="InstructRecException">An example would teach what is to be foretold (<see cref="InstructRecErrorKind.Leakage"/>).</exception>
    public static long Run(
        RetrievalHead head, IReadOnlyList<ReadOnlyMemory<int>> titles, IReadOnlyList<int> trainingCounts, IBatchSource batches, RetrievalLossOptions? lossOptions = null,
        RetrievalPretrainingOptions? options = null, IProgress<PretrainingProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(head);
        ArgumentNullException.ThrowIfNull(batches);
        if (!head.Options.ReadsPieces)
        {
            throw new ArgumentException("The head reads no pieces: there is nothing that it could learn by itself.", nameof(head));
        }

        options = (options ?? new RetrievalPretrainingOptions()).Validate();
        batches.CheckUnlessCancelled(cancellationToken);
        using RetrievalHead learner = head.CopyAs(ScalarType.Float32);
        using (no_grad())
        {
            learner.Query.zero_();
        }

        RetrievalLoss loss = new(learner, titles, trainingCounts, lossOptions);
        using ParameterBuffer parameters = new(learner.named_parameters().Select(p => (p.name, p.parameter)));
        using AdamW optimiser = new(parameters, new AdamWOptions { WeightDecay = 0 });
        long began = Stopwatch.GetTimestamp(), examples = 0, budget = (long)Math.Ceiling(options.Passes * batches.ExamplesPerEpoch);
        double sum = 0;
        for (int step = 1; examples < budget && !cancellationToken.IsCancellationRequested; step++)
        {
            double part = (double)examples / budget;
            TrainingBatch batch = batches.Next(CancellationToken.None);
            using DisposeScope scope = NewDisposeScope();
            using IDisposable withGradient = enable_grad();
            parameters.ZeroGradients();
            sum += loss.Backward(null, batch, 1).Loss;
            optimiser.Step(options.LearningRate * (1 - part));
            examples += batch.Rows;
            if (step % Reported == 0)
            {
                TimeSpan elapsed = Stopwatch.GetElapsedTime(began);
                progress?.Report(new PretrainingProgress((double)examples / budget, sum / Reported, examples, elapsed, elapsed * ((double)(budget - examples) / examples)));
                sum = 0;
            }
        }

        head.CopyFrom(learner);
        return examples;
    }
}
