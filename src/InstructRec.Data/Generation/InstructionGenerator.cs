using System.Runtime.CompilerServices;
using InstructRec.Catalog;
using InstructRec.Data.Candidates;
using InstructRec.Data.Filters;
using InstructRec.Data.Splits;
using InstructRec.Data.Teachers;
using InstructRec.Instructions;
using InstructRec.Templates;

namespace InstructRec.Data.Generation;

/// <summary>Writes instructions over the training part of a split: every template over every example that it can be said of, thinned by seeded rates.</summary>
/// <remarks>
/// An example is a person's training item with what the person took before it. Nothing at or after the validation position is looked at, not even to keep it out of the negatives.
/// Streams: memory does not grow with the number of instructions, except for limits on repeats. Use one generator for one run.
/// </remarks>
public sealed class InstructionGenerator
{
    private readonly LeaveOneOutSplit _split;
    private readonly OfflineTeacher _labels;
    private readonly IInstructionTeacher _teacher;
    private readonly IInstructionFormatter _formatter;
    private readonly GenerationOptions _options;
    private readonly InstructionTemplate[] _templates;
    private readonly double[] _rates;
    private readonly TeacherTexts _texts;
    private readonly CandidateDraw _candidates;

    /// <summary>Prepares a run.</summary>
    /// <param name="split">The split.</param>
    /// <param name="offline">Makes I2 of labels, and P2 and I1 unless another teacher does.</param>
    /// <param name="options">Rates, seed, limits.</param>
    /// <param name="teacher">Writes P2 and I1; the offline teacher where <see langword="null"/>.</param>
    /// <param name="formatter">Words the instructions; the default templates where <see langword="null"/>.</param>
    public InstructionGenerator(
        LeaveOneOutSplit split, OfflineTeacher offline, GenerationOptions? options = null, IInstructionTeacher? teacher = null, IInstructionFormatter? formatter = null)
    {
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(offline);
        _split = split;
        _labels = offline;
        _teacher = teacher ?? offline;
        _formatter = formatter ?? new InstructionFormatter();
        _options = options ?? new GenerationOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.CandidateCount, 2, nameof(options));
        _templates = [.. _formatter.Templates.All.Where(t => t.Family is not (TemplateFamilies.Context or TemplateFamilies.Free) && Rate(t) > 0)];
        _rates = [.. _templates.Select(Rate)];
        _texts = new TeacherTexts(split.Dataset, _options.Filter, _options.Seed);
        _candidates = new CandidateDraw(split, _options.CandidateCount);
    }

    /// <summary>What the filters removed of preferences so far.</summary>
    public FilterReport PreferenceReport => _texts.PreferenceReport;

    /// <summary>What the filters removed of intentions so far.</summary>
    public FilterReport IntentionReport => _texts.IntentionReport;

    /// <summary>The variety of the preferences and intentions in words so far.</summary>
    public Variety FineGrained => _texts.Variety;

    /// <summary>The words of the instructions so far, with histories and candidates in them, and how many differ.</summary>
    public Variety Instructions { get; } = new() { CountsTypes = false };

    /// <summary>Which aspects they name.</summary>
    public Aspects FineGrainedAspects => _texts.Aspects;

    /// <summary>Makes the instructions, person by person.</summary>
    /// <param name="cancellationToken">Stops between two examples.</param>
    /// <returns>The records, in the same order for the same seed.</returns>
    public async IAsyncEnumerable<InstructionRecord> GenerateAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var ahead = new AskedAhead(_teacher, _options.Filter);
        var waiting = new Queue<Task>();
        int asked = 0;
        for (int person = 0; person < _split.Dataset.PersonCount; person++)
        {
            // Some people ahead of the one who is written, so that answers are there when they are needed.
            for (; _options.Concurrency > 1 && asked < Math.Min(_split.Dataset.PersonCount, person + _options.Concurrency); asked++)
            {
                waiting.Enqueue(AskAsync(asked, ahead, cancellationToken));
            }

            if (waiting.TryDequeue(out Task? answers))
            {
                await answers.ConfigureAwait(false);
            }

            await foreach (InstructionRecord record in OfPersonAsync(person, _options.Concurrency > 1 ? ahead.Of(person) : _teacher, null, cancellationToken).ConfigureAwait(false))
            {
                yield return record;
            }

            ahead.Forget(person);
        }
    }

    private async Task AskAsync(int person, AskedAhead ahead, CancellationToken cancellationToken)
    {
        await foreach (InstructionRecord record in OfPersonAsync(person, ahead.Of(person), ahead, cancellationToken).ConfigureAwait(false))
        {
            // The records are written again when it is this person's turn; only the answers are kept.
            _ = record;
        }
    }

    private async IAsyncEnumerable<InstructionRecord> OfPersonAsync(int person, IInstructionTeacher teacher, AskedAhead? ahead, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        int[] items = _split.Training(person).ToArray();
        int offset = FirstPosition(person, items.Length);
        Interaction[] history = [.. items.Select((item, i) => new Interaction(_split.Dataset.Items[item], offset + i, _split.Dataset.TimeAt(person, offset + i)))];
        for (int at = 0; at < items.Length; at++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var example = new PendingExample(person, at, offset + at, items, history) { Teacher = teacher, Ahead = ahead };
            for (int template = 0; template < _templates.Length; template++)
            {
                var random = new SplitMix64(_options.Seed ^ ((ulong)(template + 1) << 54) ^ ((ulong)(offset + at) << 32) ^ (uint)person);
                if (_rates[template] < 1 && (random.Next() >> 11) * (1.0 / (1UL << 53)) >= _rates[template])
                {
                    continue;
                }

                if (await WriteAsync(_templates[template], example, random.Next(), cancellationToken).ConfigureAwait(false) is { } record)
                {
                    yield return record;
                }
            }
        }
    }

    private double Rate(InstructionTemplate template) =>
        _options.Rates.TryGetValue(template.Id, out double own) ? own : _options.Rates.TryGetValue(template.Family, out double family) ? family : _options.DefaultRate;

    private int FirstPosition(int person, int training) =>
        (_split.IsEvaluated(person) ? _split.TargetPosition(person, SplitPart.Validation) : _split.Dataset.History(person).Length) - training;

    private async ValueTask<InstructionRecord?> WriteAsync(InstructionTemplate template, PendingExample example, ulong seed, CancellationToken cancellationToken)
    {
        var random = new SplitMix64(seed);
        (PreferenceForm Preference, IntentionForm Intention)[] combinations = [.. TemplateForms.Combinations(template).Where(c => example.Index > 0 || (c.Preference == PreferenceForm.None && !TemplateForms.NeedsHistory(template)))];
        random.Shuffle<(PreferenceForm, IntentionForm)>(combinations);
        Item[]? candidates = null;
        foreach ((PreferenceForm preference, IntentionForm intention) in combinations)
        {
            (PreferenceForm known, IntentionForm wanted) = TemplateForms.WithOutputs(template, preference, intention, random.Below(2) == 0);
            if (await InstructionAsync(example, known, wanted, cancellationToken).ConfigureAwait(false) is not { } instruction)
            {
                continue;
            }

            candidates ??= _candidates.Draw(template, example, ref random);
            var complete = new InstructionExample { Instruction = instruction, Target = example.Target, Candidates = candidates };
            if (_formatter.CanFormat(template, complete))
            {
                return Record(template, example, complete);
            }
        }

        return null;
    }

    private InstructionRecord Record(InstructionTemplate template, PendingExample example, InstructionExample complete)
    {
        FormattedInstruction written = _formatter.FormatExample(template, complete);
        IntentionForm intention = complete.Instruction.Intention.Form;
        if (example.Ahead is null)
        {
            Instructions.Add(written.Text);
        }

        bool speaks = complete.Instruction.Preference.Text is not null || intention == IntentionForm.Vague;
        return new InstructionRecord
        {
            Instruction = written.Text,
            Response = written.Target!,
            Template = template.Id,
            Person = _split.Dataset.People[example.Person],
            Position = example.Position,
            Teacher = speaks ? _teacher.Name : null,
            IsOracleQuery = intention != IntentionForm.None && !template.Outputs.Any(o => o.Kind == InstructionOutput.Intention),
        };
    }

    private async ValueTask<Instruction?> InstructionAsync(PendingExample example, PreferenceForm preference, IntentionForm intention, CancellationToken cancellationToken)
    {
        if (intention != IntentionForm.None && _options.QueryItems?.HoldsOut(example.Items[example.Index]) == true)
        {
            return null;
        }

        string? text = null;
        if (preference.HasFlag(PreferenceForm.Explicit))
        {
            text = await _texts.PreferenceAsync(example, cancellationToken).ConfigureAwait(false);
            if (text is null)
            {
                return null;
            }
        }

        Intention? wanted = intention switch
        {
            IntentionForm.None => Intention.None,
            IntentionForm.Specific => example.Specific ??= _labels.SpecificIntention(example.Target),
            _ => await _texts.VagueAsync(example, cancellationToken).ConfigureAwait(false),
        };
        IEnumerable<Interaction>? shown = preference.HasFlag(PreferenceForm.Implicit) ? example.Shown(_options.MaximumHistory) : null;
        return wanted?.Form == intention ? new Instruction { Preference = Preference.FromKnown(shown, text), Intention = wanted } : null;
    }
}
