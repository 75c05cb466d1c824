namespace InstructRec.Templates;

/// <summary>What of an instruction is not in its text.</summary>
/// <param name="HistoryBeyondLimit">Interactions older than <see cref="FormattingOptions.MaxHistory"/>.</param>
/// <param name="HistoryDropped">Further interactions, the oldest, dropped for the budget.</param>
/// <param name="TitlesShortened">Titles that end at a word before their end, for the budget.</param>
/// <param name="PreferenceShortened">Whether the preference in words ends before its end, for the budget or because it was longer than any prompt needs.</param>
/// <param name="PreferenceUnsaid">Whether the template has no place for the preference in words, although it is known.</param>
/// <param name="HistoryUnsaid">Whether the template has no place for the history, although it is known.</param>
/// <param name="IntentionUnsaid">Whether the template has no place for the intention, although it is known.</param>
public readonly record struct Truncation(
    int HistoryBeyondLimit,
    int HistoryDropped,
    int TitlesShortened,
    bool PreferenceShortened,
    bool PreferenceUnsaid,
    bool HistoryUnsaid,
    bool IntentionUnsaid
)
{
    /// <summary>Whether anything is missing for the budget.</summary>
    public bool ForBudget => HistoryDropped > 0 || TitlesShortened > 0 || PreferenceShortened;

    /// <summary>Whether anything at all is missing.</summary>
    public bool Any => ForBudget || HistoryBeyondLimit > 0 || PreferenceUnsaid || HistoryUnsaid || IntentionUnsaid;
}
