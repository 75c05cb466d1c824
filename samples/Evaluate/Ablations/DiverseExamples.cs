using InstructRec.Data.Candidates;
using InstructRec.Data.Generation;
using InstructRec.Data.Teachers;
using InstructRec.Templates;
using InstructRec.Tokenization;
using InstructRec.Training.Batches;
using InstructRec.Training.Mixtures;

namespace Evaluate.Ablations;

/// <summary>The mixture with a share for each of the paper's ways to more diversity: swap, relatedness, chain of thought. A way that is left out leaves its share to the mixture.</summary>
internal sealed class DiverseExamples : IExampleSource
{
    /// <summary>The share of examples of each way.</summary>
    public const double Share = 0.05;

    private const int Kept = 3000;
    private static readonly TemplateStrategy[] Ways = [TemplateStrategy.Swap, TemplateStrategy.Relatedness, TemplateStrategy.ChainOfThought];
    private readonly InstructionMixture _mixture;
    private readonly ulong _seed;
    private readonly TrainingExample[][] _written;

    private DiverseExamples(InstructionMixture mixture, ulong seed, TrainingExample[][] written) => (_mixture, _seed, _written) = (mixture, seed, written);

    public int Count => _mixture.Count;

    /// <summary>Writes the instructions of the ways that are kept, some thousands each, over the training part.</summary>
    public static async Task<DiverseExamples> WriteAsync(
        EvaluationData data, InstructionMixture mixture, T5Tokenizer tokenizer, AblationRow row, int maximumHistory, CancellationToken cancellationToken)
    {
        List<TrainingExample[]> written = [];
        foreach (TemplateStrategy way in Ways)
        {
            // The same wordings for every row, so that rows differ in what they name and nothing else.
            string[] templates =
            [
                .. row.Templates.All.Where(t => t.Strategy == way && t.Family is not (TemplateFamilies.Context or TemplateFamilies.Free)).Select(t => t.Id),
            ];
            written.Add(row.Strategies.Contains(way) && templates.Length > 0 ? await OfAsync(data, mixture.Count, tokenizer, templates, row, maximumHistory, cancellationToken) : []);
        }

        return new DiverseExamples(mixture, (ulong)row.Seed, [.. written]);
    }

    /// <summary>The mixture is checked here; what the ways wrote was checked as it was made.</summary>
    public void CheckLeakage(CancellationToken cancellationToken = default) => _mixture.CheckLeakage(cancellationToken);

    public TrainingExample? Create(int epoch, int index)
    {
        SplitMix64 random = SplitMix64.ForPerson(_seed, 1000 + (uint)epoch, index);
        double drawn = (random.Next() >> 11) * (1.0 / (1UL << 53));
        int way = (int)(drawn / Share);
        return way < _written.Length && _written[way].Length > 0 ? _written[way][random.Below(_written[way].Length)] : _mixture.Create(epoch, index);
    }

    private static async Task<TrainingExample[]> OfAsync(
        EvaluationData data, int places, T5Tokenizer tokenizer, string[] templates, AblationRow row, int maximumHistory, CancellationToken cancellationToken)
    {
        double rate = Math.Min(1, (double)Kept / (places * templates.Length));
        GenerationOptions options = new()
        {
            Seed = (ulong)row.Seed, DefaultRate = 0, MaximumHistory = maximumHistory, Rates = templates.ToDictionary(t => t, _ => rate, StringComparer.Ordinal),
        };
        OfflineTeacher labels = row.TellsAttributes
            ? data.Teacher
            : new OfflineTeacher([.. data.Dataset.Items.Select(i => i with { Attributes = new Dictionary<string, IReadOnlyList<string>>() })]);
        InstructionGenerator generator = new(data.Split, labels, options, new QuietTeacher(data.Teacher, row));
        List<TrainingExample> examples = [];
        await foreach (InstructionRecord record in generator.GenerateAsync(cancellationToken))
        {
            examples.Add(new TrainingExample(tokenizer.Encode(record.Instruction), [new TrainingTarget(tokenizer.Encode(record.Response))]) { TemplateId = record.Template });
        }

        return [.. examples];
    }
}
