namespace InstructRec.Templates;

/// <summary>Finds what has to go for a text to fit.</summary>
/// <remarks>Every trial is counted exactly; with a tokenizer that splits at spaces each distinct word is tokenized once, whatever the number of trials.</remarks>
internal sealed class Budget
{
    /// <summary>No title is cut to fewer tokens than this.</summary>
    public const int ShortestTitle = 8;

    private const int ShortestPreference = 12;

    private readonly Draft draft;
    private readonly WordCounter counter;
    private readonly int limit;

    public Budget(Draft draft, ITokenCounter tokenizer, int limit)
    {
        this.draft = draft;
        this.limit = limit;
        counter = new WordCounter(tokenizer);
    }

    private bool SaysHistory => draft.Template.Wording.Said(SlotValues.KnownOf(draft.Values.Instruction)).HasFlag(Slots.History);

    private int OldestKept => SaysHistory ? draft.Values.Instruction.Preference.History.Count - 1 : draft.Values.HistoryStart;

    public (string Text, Truncation Cut) Fit()
    {
        int start = draft.Values.HistoryStart;
        int all = draft.Values.CandidateCount;
        int from = FirstHistoryThatFits(start);
        if (from >= 0)
        {
            return (draft.With(from, all).Write(cutter: null), new Truncation { HistoryDropped = from - start });
        }

        Draft shortest = draft.With(OldestKept, all);
        TitleCutter? cutter = CutTitles(shortest) ?? CutPreference(shortest);
        if (cutter is null)
        {
            throw TooLong(all);
        }

        cutter.Reset();
        string text = shortest.Write(cutter);
        return (
            text,
            new Truncation
            {
                HistoryDropped = OldestKept - start,
                TitlesShortened = cutter.TitlesShortened,
                PreferenceShortened = cutter.PreferenceShortened,
            }
        );
    }

    /// <summary>How many candidates, from the first on, fit when all is cut that may be.</summary>
    public int CandidatesThatFit()
    {
        // Each takes a token at least.
        int most = Math.Min(draft.Values.CandidateCount, limit);
        int tooMany = First(1, most, count => !Fits(draft.With(OldestKept, count), Tightest()));
        return tooMany < 0 ? most : tooMany - 1;
    }

    private TitleCutter Tightest() => new(counter, ShortestTitle, CutsPreference ? ShortestPreference : int.MaxValue);

    private bool CutsPreference =>
        draft.Template.Wording.Said(SlotValues.KnownOf(draft.Values.Instruction)) is Slots said
        && said.HasFlag(Slots.Preference)
        && ((said & (Slots.History | Slots.Intention)) != 0);

    /// <summary>Guesses by the tokens of the oldest titles, then moves until the exact count says so: two or three trials as a rule.</summary>
    private int FirstHistoryThatFits(int start)
    {
        int all = draft.Values.CandidateCount;
        int last = OldestKept;
        bool Passes(int from) => Fits(draft.With(from, all), cutter: null);
        int excess = counter.Count(draft, cutter: null) + 1 - limit;
        int guess = start;
        for (; guess < last && excess > 0; guess++)
        {
            excess -= counter.Count(draft.Values.Instruction.Preference.History[guess].Item.CleanTitle);
        }

        if (!Passes(guess))
        {
            while (guess < last)
            {
                if (Passes(++guess))
                {
                    return guess;
                }
            }

            return -1;
        }

        while (guess > start && Passes(guess - 1))
        {
            guess--;
        }

        return guess;
    }

    private TitleCutter? CutTitles(Draft shortest)
    {
        int longest = counter.LongestTitle(shortest);
        int steps = longest - ShortestTitle;
        int cut = steps <= 0 ? -1 : First(0, steps, s => Fits(shortest, new TitleCutter(counter, longest - s, int.MaxValue)));
        return cut < 0 ? null : new TitleCutter(counter, longest - cut, int.MaxValue);
    }

    private TitleCutter? CutPreference(Draft shortest)
    {
        if (!CutsPreference)
        {
            return null;
        }

        int steps = Math.Max(0, counter.Count(draft.Values.Instruction.Preference.CleanText) - ShortestPreference);
        int cut = First(0, steps, s => Fits(shortest, new TitleCutter(counter, ShortestTitle, ShortestPreference + steps - s)));
        return cut < 0 ? null : new TitleCutter(counter, ShortestTitle, ShortestPreference + steps - cut);
    }

    private bool Fits(Draft trial, ITitleCutter? cutter) => counter.Count(trial, cutter) + 1 <= limit;

    /// <summary>The first number of a range that passes, given that all after it do; -1 where none does.</summary>
    private static int First(int from, int to, Func<int, bool> passes)
    {
        if (!passes(to))
        {
            return -1;
        }

        while (from < to)
        {
            int middle = from + ((to - from) / 2);
            if (passes(middle))
            {
                to = middle;
            }
            else
            {
                from = middle + 1;
            }
        }

        return to;
    }

    private InstructRecException TooLong(int candidates)
    {
        int tokens = counter.Count(draft.With(OldestKept, candidates), Tightest()) + 1;
        int fits = candidates == 0 ? 0 : CandidatesThatFit();
        var exception = new InstructRecException(
            InstructRecErrorKind.Instruction,
            $"the text takes {tokens} tokens of {limit} with all cut that may be"
                + (candidates > 1 ? $"; {fits} of the {candidates} candidates fit" : string.Empty),
            draft.Template.Id,
            fits > 0
                ? "Split the candidates, as the ranking strategies do"
                : "The task and the intention are never cut: shorten the wish, or raise MaxTokens"
        );
        exception.Data["fits"] = fits;
        return exception;
    }
}
