using InstructRec.Catalog;
using InstructRec.Data.Splits;
using InstructRec.Data.Teachers;
using InstructRec.Tokenization;

namespace InstructRec.Training.Mixtures;

/// <summary>All that a network over one catalogue will read and write: titles, templates, wishes, preferences, labels.</summary>
public static class InstructionCorpus
{
    private const int ExampleCount = 4000;

    /// <summary>The texts, streamed: every title, every label, and a seeded sample of instructions of every kind.</summary>
    /// <param name="split">The data, split; only its training part and its catalogue are read.</param>
    /// <param name="teacher">Who writes preferences and wishes; as for <see cref="InstructionMixture"/>.</param>
    public static IEnumerable<string> Texts(LeaveOneOutSplit split, OfflineTeacher? teacher = null)
    {
        ArgumentNullException.ThrowIfNull(split);
        foreach (Item item in split.Dataset.Items)
        {
            yield return item.CleanTitle;
            foreach (string label in item.Attributes.Values.SelectMany(l => l))
            {
                yield return label;
            }
        }

        MixtureOptions options = new() { Shares = Enum.GetValues<MixtureTask>().ToDictionary(t => t, _ => 1.0) };
        InstructionMixture mixture = new(split, tokenizer: null, options, teacher);
        int step = Math.Max(1, mixture.Count / ExampleCount);
        for (int index = 0; index < mixture.Count; index += step)
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
