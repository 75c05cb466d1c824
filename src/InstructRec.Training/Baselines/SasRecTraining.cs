using InstructRec.Data.Leakage;
using InstructRec.Data.Splits;
using InstructRec.Training.Optimisers;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Training.Baselines;

/// <summary>Trains SASRec on the thread that calls it.</summary>
internal static class SasRecTraining
{
    public static SasRec Run(
        LeaveOneOutSplit split, SasRecOptions options, IProgress<BaselineProgress>? progress, CancellationToken cancellationToken, Func<int, ReadOnlySpan<int>>? history = null)
    {
        SequenceSteps steps = new(CheckedHistories.Of(split, "SASRec", history), options.MaxLength, options.TargetsPerStep, options.Seed);
        if (steps.Count == 0)
        {
            throw new InstructRecException(InstructRecErrorKind.Data, "no one has two training items to learn an order from", split.Dataset.Name);
        }

        using SasRecNetwork network = new(split.Dataset.Items.Count, options);
        using ParameterBuffer parameters = new(network.Parameters);
        using AdamW optimiser = new(parameters, new AdamWOptions { WeightDecay = 0 });
        BaselineSelection<SasRec> selection = new(split, "SASRec", options.ValidationPeople, options.Patience, progress, m => new Evaluation.Baselines.CandidateSourceBaseline(m));
        for (int epoch = 1; epoch <= options.Epochs && !selection.IsOver; epoch++)
        {
            double loss = 0;
            int count = 0;
            foreach (IReadOnlyList<int[][]> step in steps.Of(epoch))
            {
                cancellationToken.ThrowIfCancellationRequested();
                loss += Step(network, parameters, step, options.HalfPrecisionCatalog ? ScalarType.BFloat16 : ScalarType.Float32);
                count++;
                optimiser.Step(options.LearningRate);
            }

            selection.Add(new SasRec(network.Weights(), options.Width, options.Heads), loss / count, cancellationToken);
        }

        return selection.Best;
    }

    internal static double Step(SasRecNetwork network, ParameterBuffer parameters, IReadOnlyList<int[][]> groups, ScalarType type)
    {
        using DisposeScope scope = NewDisposeScope();
        parameters.ZeroGradients();
        List<Tensor> states = [];
        List<long> targets = [];
        foreach (int[][] group in groups)
        {
            int length = group.Max(s => s.Length) - 1;
            long[] ids = new long[group.Length * length];
            List<long> places = [];
            for (int row = 0; row < group.Length; row++)
            {
                for (int t = 0; t < group[row].Length - 1; t++)
                {
                    ids[(row * length) + t] = group[row][t];
                    places.Add((row * length) + t);
                    targets.Add(group[row][t + 1]);
                }
            }

            Tensor all = network.Forward(tensor(ids, [group.Length, length]), training: true);
            states.Add(all.reshape(-1, all.shape[2]).index_select(0, tensor(places.ToArray())));
        }

        return CatalogCrossEntropy.Backward(cat(states), network.Items, network.Items.grad!, tensor(targets.ToArray()), type);
    }
}
