using System.Collections.Concurrent;
using InstructRec.Catalog;
using InstructRec.Checkpoints;
using InstructRec.Scoring;
using InstructRec.Tokenization;

namespace InstructRec.Recommendation;

/// <summary>What is known of titles whatever is asked: their tokens, their prior under the empty instruction, their popularity; and the score made of it.</summary>
/// <remarks>Managed memory only; safe from any thread. Priors come in by <see cref="AddPriors"/> before titles are scored; the first one stays.</remarks>
internal sealed class TitleScores
{
    // Hosts with endless streams of new titles must not grow without bound: past this many, what is kept is dropped and made again.
    private readonly int _mostTitles;

    private readonly Lock _dropping = new();

    // Priors that are dropped may be those that a request in the air was just given: they are found until the next ones are dropped, and kept on where they are needed again.
    private volatile ConcurrentDictionary<string, double> _priors = new(StringComparer.Ordinal);
    private volatile ConcurrentDictionary<string, double> _olderPriors = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, int[]> _tokens = new(StringComparer.Ordinal);
    private readonly Dictionary<string, long> _counts;
    private readonly T5Tokenizer _tokenizer;
    private readonly ProbabilityCalibration _calibration;

    public TitleScores(T5Tokenizer tokenizer, ScoreCorrection correction, CatalogStatistics? statistics, double? temperature, int maxTitleTokens, int mostTitles = 1 << 20)
    {
        _mostTitles = mostTitles;
        _tokenizer = tokenizer;
        Correction = correction;
        MaxTitleTokens = maxTitleTokens;
        _counts = statistics?.Items.ToDictionary(i => i.Id, i => i.Count, StringComparer.Ordinal) ?? [];
        _calibration = ProbabilityCalibration.FromTemperature(temperature);
    }

    public ScoreCorrection Correction { get; }

    public int MaxTitleTokens { get; }

    public IReadOnlyList<int[]> Tokens(IReadOnlyList<Item> items)
    {
        if (_tokens.Count > _mostTitles)
        {
            _tokens.Clear();
        }

        int[][] tokens = new int[items.Count][];
        for (int i = 0; i < tokens.Length; i++)
        {
            tokens[i] = _tokens.GetOrAdd(items[i].CleanTitle, static (title, self) => self._tokenizer.Encode(title, maxLength: self.MaxTitleTokens), this);
        }

        return tokens;
    }

    /// <summary>The distinct titles whose prior is needed and not yet known.</summary>
    public IReadOnlyList<string> WithoutPrior(IEnumerable<Item> items)
    {
        if (!Correction.NeedsPrior)
        {
            return [];
        }

        lock (_dropping)
        {
            if (_priors.Count > _mostTitles)
            {
                (_olderPriors, _priors) = (_priors, new(StringComparer.Ordinal));
            }
        }

        return [.. items.Select(i => i.CleanTitle).Where(title => !Knows(title)).Distinct(StringComparer.Ordinal)];
    }

    public void AddPriors(IReadOnlyList<string> titles, ReadOnlySpan<double> sums)
    {
        for (int i = 0; i < titles.Count; i++)
        {
            _priors.TryAdd(titles[i], sums[i]);
        }
    }

    public double Prior(string cleanTitle) => _priors.TryGetValue(cleanTitle, out double prior) ? prior : _olderPriors[cleanTitle];

    private bool Knows(string cleanTitle)
    {
        if (_priors.ContainsKey(cleanTitle))
        {
            return true;
        }

        bool older = _olderPriors.TryGetValue(cleanTitle, out double prior);
        if (older)
        {
            _priors.TryAdd(cleanTitle, prior);
        }

        return older;
    }

    public CandidateScores Score(IReadOnlyList<Item> items, CandidateLikelihoods likelihoods)
    {
        CandidateScore[] scores = Correction.Apply(
            likelihoods,
            Correction.NeedsPrior ? [.. items.Select(i => Prior(i.CleanTitle))] : null,
            [.. items.Select(i => _counts.GetValueOrDefault(i.Id))]);
        return new CandidateScores(scores)
        {
            Probabilities = _calibration.Probabilities([.. scores.Select(s => s.Total)]),
            IsCalibrated = _calibration.IsCalibrated,
        };
    }
}
