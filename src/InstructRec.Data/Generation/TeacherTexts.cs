using InstructRec.Data.Filters;
using InstructRec.Instructions;

namespace InstructRec.Data.Generation;

/// <summary>What a teacher writes for examples, once it has passed the filters.</summary>
internal sealed class TeacherTexts(InteractionDataset dataset, TextFilterOptions filter, ulong seed)
{
    private readonly TextFilter _preferences = new(filter);
    private readonly TextFilter _intentions = new(filter);

    public FilterReport PreferenceReport => _preferences.Report();

    public FilterReport IntentionReport => _intentions.Report();

    public Variety Variety { get; } = new();

    public Aspects Aspects { get; } = new();

    /// <summary>P2 of the items before the example; asked once.</summary>
    public async ValueTask<string?> PreferenceAsync(PendingExample example, CancellationToken cancellationToken)
    {
        if (!example.PreferenceAsked)
        {
            example.PreferenceAsked = true;
            string? text = await example.Teacher.WritePreferenceAsync([.. example.Before.Select(i => i.Item)], example.Seed(seed), cancellationToken).ConfigureAwait(false);
            example.Preference = Kept(example, text, _preferences, null);
        }

        return example.Preference;
    }

    /// <summary>I1 from the review of the target; asked once.</summary>
    public async ValueTask<Intention?> VagueAsync(PendingExample example, CancellationToken cancellationToken)
    {
        if (!example.VagueAsked)
        {
            example.VagueAsked = true;
            string? review = dataset.ReviewAt(example.Person, example.Position);
            string? text = await example.Teacher.WriteIntentionAsync(example.Target, review, example.Seed(seed), cancellationToken).ConfigureAwait(false);
            example.Vague = Kept(example, text, _intentions, example.Target.Title) is { } kept ? Intention.Vague(kept) : null;
        }

        return example.Vague;
    }

    private string? Kept(PendingExample example, string? text, TextFilter filter, string? title)
    {
        if (example.Ahead is { } ahead)
        {
            return ahead.Kept(text, title);
        }

        if (text is null || filter.Judge(text, title) is not null)
        {
            return null;
        }

        Variety.Add(text);
        Aspects.Add(text);
        return text;
    }
}
