using InstructRec.T5;
using InstructRec.Data.Candidates;
using InstructRec.Data.Leakage;
using InstructRec.Data.Splits;
using InstructRec.Training.Batches;
using InstructRec.Training.Optimisers;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Training.Baselines;

/// <summary>Trains the two towers on the thread that calls it.</summary>
internal static class TextTowerTraining
{
    public static TextTowers Run(
        LeaveOneOutSplit split, TextTowerOptions options, IProgress<BaselineProgress>? progress, CancellationToken cancellationToken, Func<int, ReadOnlySpan<int>>? history = null)
    {
        CheckedHistories histories = CheckedHistories.Of(split, "text two-tower", history);
        (int Person, int Next)[] rows =
        [
            .. Enumerable.Range(0, histories.PersonCount).SelectMany(p => Enumerable.Range(1, Math.Max(0, histories[p].Length - 1)).Select(i => (p, i))),
        ];
        if (rows.Length == 0)
        {
            throw new InstructRecException(InstructRecErrorKind.Data, "no one has two training items to learn an order from", split.Dataset.Name);
        }

        TitleBags bags = new(split.Dataset.Items);
        double[] logShares = LogShares(histories, split.Dataset.Items.Count, rows);
        using TextTowerNetwork network = new(bags.WordCount, options);
        using ParameterBuffer parameters = new(network.Parameters);
        using AdamW optimiser = new(parameters, new AdamWOptions { WeightDecay = 0 });
        BaselineSelection<TextTowers> selection = new(
            split, "text two-tower", options.ValidationPeople, options.Patience, progress, m => new Evaluation.Baselines.CandidateSourceBaseline(m));
        for (int epoch = 1; epoch <= options.Epochs && !selection.IsOver; epoch++)
        {
            SplitMix64 random = SeededStream.Of(options.Seed, SeededStream.Order, epoch, 0);
            random.Shuffle<(int, int)>(rows);
            double loss = 0;
            int steps = 0;
            foreach ((int Person, int Next)[] batch in rows.Chunk(options.RowsPerStep))
            {
                cancellationToken.ThrowIfCancellationRequested();
                loss += Step(network, parameters, histories, bags, logShares, batch, options);
                optimiser.Step(options.LearningRate);
                steps++;
            }

            selection.Add(Managed(network, bags, split.Dataset.Items.Count, options), loss / steps, cancellationToken);
        }

        return selection.Best;
    }

    private static double Step(
        TextTowerNetwork network, ParameterBuffer parameters, CheckedHistories people, TitleBags bags, double[] logShares, (int Person, int Next)[] batch, TextTowerOptions options)
    {
        using DisposeScope scope = NewDisposeScope();
        parameters.ZeroGradients();
        int[][] histories = [.. batch.Select(r => people[r.Person][Math.Max(0, r.Next - options.MaxLength)..r.Next].ToArray())];
        int[] targets = [.. batch.Select(r => people[r.Person][r.Next])];
        int[] used = [.. histories.SelectMany(h => h).Concat(targets).Distinct()];
        Dictionary<int, int> place = used.Select((item, i) => (item, i)).ToDictionary(p => p.item, p => p.i);
        Tensor texts = network.Text([.. used.Select(i => bags[i])]);
        Tensor queries = network.Tower("query", TextTowerNetwork.Mean(texts, [.. histories.Select(h => h.Select(i => place[i]).ToArray())]));

        // Each item stands in the softmax once, however often the batch holds it; popular ones are there more surely, which the shares take off.
        int[] distinct = [.. targets.Distinct()];
        Dictionary<int, int> column = distinct.Select((item, i) => (item, i)).ToDictionary(p => p.item, p => p.i);
        Tensor items = network.Tower("item", texts.index_select(0, tensor(distinct.Select(i => (long)place[i]).ToArray())));
        Tensor correction = tensor(distinct.Select(i => (float)Inclusion(logShares[i], batch.Length)).ToArray());
        Tensor logits = matmul(queries, items.t()).DividedBy(options.Temperature) - correction;
        Tensor loss = nn.functional.cross_entropy(logits, tensor(targets.Select(t => (long)column[t]).ToArray()));
        loss.backward();
        return loss.item<float>();
    }

    // The logarithm of the chance that a batch holds an item at all.
    private static double Inclusion(double logShare, int rows) => Math.Log(-double.ExpM1(rows * double.LogP1(-Math.Min(Math.Exp(logShare), 1 - 1e-12))));

    private static double[] LogShares(CheckedHistories histories, int items, (int Person, int Next)[] rows)
    {
        double[] counts = new double[items];
        foreach ((int person, int next) in rows)
        {
            counts[histories[person][next]]++;
        }

        return [.. counts.Select(c => Math.Log(Math.Max(c, 0.5) / rows.Length))];
    }

    private static TextTowers Managed(TextTowerNetwork network, TitleBags bags, int items, TextTowerOptions options)
    {
        using IDisposable noGradient = no_grad();
        using DisposeScope scope = NewDisposeScope();
        Dictionary<string, float[]> weights = network.Weights();
        weights.Remove("words");
        weights["texts"] = network.Text([.. Enumerable.Range(0, items).Select(i => bags[i])]).data<float>().ToArray();
        return new TextTowers(weights, options.Width, options.MaxLength);
    }
}
