using InstructRec.Data.Leakage;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Protocols;
using InstructRec.Retrieval;

namespace InstructRec.Evaluation.Baselines;

/// <summary>The baselines that need no training, fitted on the training part of a split.</summary>
public static class StandardBaselines
{
    /// <summary>Scores by training counts.</summary>
    /// <param name="split">The split.</param>
    /// <returns>The baseline.</returns>
    public static IEvaluatedSystem Popularity(LeaveOneOutSplit split)
    {
        ArgumentNullException.ThrowIfNull(split);
        return new CandidateSourceBaseline(new Popularity(split.TrainingCounts()));
    }

    /// <summary>Scores by what people took lately: an occurrence counts 1 / d, d from 1 being its distance from the end of the person's training part.</summary>
    /// <param name="split">The split.</param>
    /// <returns>The baseline; it needs no times.</returns>
    public static IEvaluatedSystem Recency(LeaveOneOutSplit split)
    {
        ArgumentNullException.ThrowIfNull(split);
        var weights = new double[split.Dataset.Items.Count];
        for (int person = 0; person < split.Dataset.PersonCount; person++)
        {
            ReadOnlySpan<int> items = split.Training(person);
            for (int i = 0; i < items.Length; i++)
            {
                weights[items[i]] += 1.0 / (items.Length - i);
            }
        }

        return new CandidateSourceBaseline(new Popularity(weights, "recency"));
    }

    /// <summary>Scores by the words that titles share with the last 20 titles of the history.</summary>
    /// <param name="split">The split.</param>
    /// <returns>The baseline; it looks at no interactions but the person's own.</returns>
    public static IEvaluatedSystem Bm25(LeaveOneOutSplit split)
    {
        ArgumentNullException.ThrowIfNull(split);
        return new CandidateSourceBaseline(new Bm25([.. split.Dataset.Items.Select(i => i.Title)]));
    }

    /// <summary>Scores by what was taken together.</summary>
    /// <param name="split">The split.</param>
    /// <param name="cancellationToken">Stops the counting.</param>
    /// <returns>The baseline.</returns>
    public static IEvaluatedSystem ItemKnn(LeaveOneOutSplit split, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(split);
        CheckedHistories histories = CheckedHistories.Of(split, "item-kNN");
        return new CandidateSourceBaseline(
            Retrieval.ItemKnn.Fit(split.Dataset.Items.Count, histories.PersonCount, p => histories[p], cancellationToken: cancellationToken));
    }
}
