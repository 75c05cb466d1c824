using InstructRec.Catalog;
using InstructRec.Data.Splits;
using InstructRec.Data.Teachers;
using InstructRec.Tokenization;

namespace InstructRec.Training.Mixtures;

/// <summary>All that a network over one catalogue will read and write: titles, templates, wishes, preferences, labels.</summary>
public static class InstructionCorpus
{
    private const int TextCount = 3000;
    private const int WordingCount = 400;

    /// <summary>The texts, streamed: every title once, every label, wishes and preferences, and a seeded sample of instructions of every kind.</summary>
    /// <remarks>Few instructions, since they repeat titles, and a piece that only one title needs is not worth a row of the embedding.</remarks>
    /// <param name="split">The data, split; only its training part and its catalogue are read.</param>
    /// <param name="teacher">Who writes preferences and wishes; as for <see cref="InstructionMixture"/>.</param>
    public static IEnumerable<string> Texts(LeaveOneOutSplit split, OfflineTeacher? teacher = null)
    {
        ArgumentNullException.ThrowIfNull(split);
        IReadOnlyList<Item> items = split.Dataset.Items;
        teacher ??= new OfflineTeacher(items);
        foreach (Item item in items)
        {
            yield return item.CleanTitle;
            foreach (string label in item.Attributes.Values.SelectMany(l => l))
            {
                yield return label;
            }
        }

        for (int index = 0; index < items.Count; index += Math.Max(1, items.Count / TextCount))
        {
            if (teacher.WriteIntention(items[index], (ulong)index) is { } wish)
            {
                yield return wish;
            }
        }

        for (int person = 0; person < split.Dataset.PersonCount; person += Math.Max(1, split.Dataset.PersonCount / TextCount))
        {
            Item[] history = Array.ConvertAll(split.Training(person).ToArray(), i => items[i]);
            if (teacher.WritePreference(history, (ulong)person) is { } preference)
            {
                yield return preference;
            }
        }

        MixtureOptions options = new() { Shares = Enum.GetValues<MixtureTask>().ToDictionary(t => t, _ => 1.0), HistoryLength = 1, Negatives = 1 };
        InstructionMixture mixture = new(split, tokenizer: null, options, teacher);
        for (int index = 0; index < mixture.Count; index += Math.Max(1, mixture.Count / WordingCount))
        {
            if (mixture.Write(0, index) is { } example)
            {
                yield return example.Formatted.Text;
                yield return example.Formatted.Target!;
            }
        }
    }

    /// <summary>T5's vocabulary cut down to the pieces that occur at least twice in the corpus, and every single character.</summary>
    /// <param name="whole">T5's tokenizer.</param>
    /// <param name="split">The data, split.</param>
    /// <param name="teacher">As for <see cref="Texts"/>.</param>
    /// <param name="minimumCount">How often a piece must occur; 2.</param>
    public static SentencePieceModel Vocabulary(T5Tokenizer whole, LeaveOneOutSplit split, OfflineTeacher? teacher = null, int minimumCount = 2)
    {
        ArgumentNullException.ThrowIfNull(whole);
        VocabularyBuilder builder = new(whole);
        builder.AddRange(Texts(split, teacher));
        return builder.Build(minimumCount);
    }
}
