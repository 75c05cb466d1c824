using InstructRec.Catalog;
using InstructRec.Evaluation.Protocols;
using InstructRec.Instructions;
using InstructRec.Retrieval;

namespace InstructRec.Evaluation.Baselines;

/// <summary>Baselines that read an instruction, to stand beside a model in search and personalised search.</summary>
public static class InstructionBaselines
{
    /// <summary>Scores by the words that titles and attributes share with the wish, the attributes asked for, the preference in words and the titles of the history.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="readsAttributes">Whether items are known by title and attributes, as a search engine has them; by title alone otherwise.</param>
    /// <returns>The baseline.</returns>
    public static InstructionScoring Bm25(IReadOnlyList<Item> catalog, bool readsAttributes = true)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        Bm25 index = new([.. catalog.Select(i => readsAttributes ? $"{i.Title} {string.Join(' ', i.Attributes.Values.SelectMany(v => v))}" : i.Title)]);
        Dictionary<string, int> places = Places(catalog);
        return (questions, cancellationToken) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ValueTask.FromResult<IReadOnlyList<IReadOnlyList<double>>>([.. questions.Select(q =>
            {
                double[] scores = new double[q.Candidates.Count];
                index.Score(QueryOf(q.Instruction), [.. q.Candidates.Select(c => places[c.Id])], scores);
                return (IReadOnlyList<double>)scores;
            })]);
        };
    }

    /// <summary>Scores by training counts, whatever is asked.</summary>
    /// <param name="catalog">The catalogue.</param>
    /// <param name="counts">One count per item.</param>
    /// <returns>The baseline.</returns>
    public static InstructionScoring Popularity(IReadOnlyList<Item> catalog, IReadOnlyList<int> counts)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(counts);
        Dictionary<string, int> places = Places(catalog);
        return (questions, cancellationToken) =>
        {
            cancellationToken.ThrowIfCancellationRequested();
            return ValueTask.FromResult<IReadOnlyList<IReadOnlyList<double>>>([.. questions.Select(q => (IReadOnlyList<double>)[.. q.Candidates.Select(c => (double)counts[places[c.Id]])])]);
        };
    }

    private static Dictionary<string, int> Places(IReadOnlyList<Item> catalog) => catalog.Select((item, i) => (item.Id, i)).ToDictionary(p => p.Id, p => p.i, StringComparer.Ordinal);

    private static string QueryOf(Instruction instruction) => string.Join(
        ' ',
        (string?[])[
            instruction.Text, instruction.Intention.Text, .. instruction.Intention.Attributes.SelectMany(a => a.Labels), instruction.Preference.Text,
            .. instruction.Preference.History.Select(h => h.Item.Title),
        ]);
}
