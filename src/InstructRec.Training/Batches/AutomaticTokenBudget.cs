using System.Globalization;
using InstructRec.Training.Checkpoints;
using InstructRec.Training.Objectives;
using InstructRec.Training.Optimisers;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Training.Batches;

/// <summary>Chooses how many tokens a batch may hold, by the memory there is.</summary>
/// <remarks>
/// A power of two, the largest for which a batch of the longest instructions fits: on the CPU by count (<see cref="StepMemory"/>) within six tenths of what machine and container
/// leave; on a GPU by trying, where running out of memory is caught. A resumed run takes what its state records, whatever is free by then, so that it repeats itself.
/// The choice stands in every manifest as <c>TokenBudget</c>.
/// </remarks>
public static class AutomaticTokenBudget
{
    private const int Least = 512;
    private const int Most = 1 << 20;
    private const int Looked = 512;
    private const double Share = 0.6;

    /// <summary>Chooses; the network's gradients are zero afterwards and its weights as before.</summary>
    /// <param name="network">The network, its parameters in the buffer.</param>
    /// <param name="objective">What a step computes.</param>
    /// <param name="parameters">Its parameters.</param>
    /// <param name="examples">What it will learn from; the first few hundred are looked at.</param>
    /// <param name="options">The batches, but for <see cref="BatchOptions.TokenBudget"/>.</param>
    /// <param name="keeper">The run's keeper; a state in it decides. <see langword="null"/> for a new run.</param>
    /// <param name="recomputes">Whether blocks are computed again.</param>
    /// <returns>The options with the budget set.</returns>
    /// <exception cref="InstructRecException">Not even the smallest batch fits (<see cref="InstructRecErrorKind.Options"/>).</exception>
    public static BatchOptions Choose(
        ITrainableNetwork network, ITrainingObjective objective, ParameterBuffer parameters, IExampleSource examples, BatchOptions options, CheckpointKeeper? keeper = null, bool recomputes = false)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(parameters);
        ArgumentNullException.ThrowIfNull(examples);
        ArgumentNullException.ThrowIfNull(options);
        if (keeper?.RecordedOption(nameof(BatchOptions.TokenBudget)) is { } recorded && int.TryParse(recorded, NumberStyles.None, CultureInfo.InvariantCulture, out int before))
        {
            return options with { TokenBudget = before };
        }

        TrainingExample longest = Longest(examples);
        int source = longest.InstructionIds.Count, nodes = 1 + longest.Targets.Sum(t => t.TokenIds.Count - 1);
        if (parameters.Weights.device_type == DeviceType.CUDA)
        {
            return options with { TokenBudget = Largest(Rows, rows => Runs(network, objective, parameters, longest, rows, options)) };
        }

        // What the optimiser will take is not taken yet.
        long free = (long)(Share * MachineMemory.Available()) - (8 * parameters.Length);
        return options with { TokenBudget = Largest(Rows, rows => StepMemory.OfActivations(network.Config, network.Head.dtype, rows, source, nodes, recomputes) <= free) };

        int Rows(int budget) => Math.Clamp(budget / (source + nodes), 1, options.BatchSize);
    }

    /// <summary>The largest power of two whose rows fit; no more than is needed for a full batch.</summary>
    internal static int Largest(Func<int, int> rowsOf, Func<int, bool> fits)
    {
        int chosen = 0;
        for (int budget = Least; budget <= Most; budget *= 2)
        {
            if (!fits(rowsOf(budget)))
            {
                break;
            }

            chosen = budget;
            if (rowsOf(budget) == rowsOf(Most))
            {
                break;
            }
        }

        return chosen > 0 ? chosen : throw new InstructRecException(
            InstructRecErrorKind.Options, "not even the smallest batch fits into the memory there is", nameof(BatchOptions.TokenBudget),
            "Compute blocks again (RecomputesBlocks), train an adapter, or take a smaller network");
    }

    /// <summary>Whether memory ran out; other faults go on.</summary>
    internal static bool IsOutOfMemory(Exception exception) =>
        exception is OutOfMemoryException || exception.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase) || exception.Message.Contains("can't allocate memory", StringComparison.Ordinal);

    private static TrainingExample Longest(IExampleSource examples)
    {
        TrainingExample? longest = null;
        int step = Math.Max(1, examples.Count / Looked);
        for (int i = 0; i < examples.Count; i += step)
        {
            if (examples.Create(0, i) is { } example && (longest is null || Length(example) > Length(longest)))
            {
                longest = example;
            }
        }

        return longest ?? throw new InstructRecException(InstructRecErrorKind.Data, "there is nothing to learn from: every example was left out");

        static int Length(TrainingExample example) => example.InstructionIds.Count + example.Targets.Sum(t => t.TokenIds.Count);
    }

    private static bool Runs(ITrainableNetwork network, ITrainingObjective objective, ParameterBuffer parameters, TrainingExample longest, int rows, BatchOptions options)
    {
        try
        {
            objective.Backward(network, new TrainingBatch([.. Enumerable.Repeat(longest, rows)], options), 1);
            return true;
        }
        catch (Exception e) when (IsOutOfMemory(e))
        {
            return false;
        }
        finally
        {
            parameters.ZeroGradients();
        }
    }
}
