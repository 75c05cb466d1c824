using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Templates;

namespace Shop;

/// <summary>A ranking as the page shows it; all texts are plain text.</summary>
internal sealed record RankReply(TaskForm Task, string Strategy, bool IsCalibrated, IReadOnlyList<RankedFilm> Films, IReadOnlyList<PromptText> Prompts, Milliseconds Timings)
{
    private const int MostPrompts = 12;

    public static RankReply Of(TaskForm task, Ranking ranking, TimeSpan whole) => new(
        task,
        ranking.Strategy,
        ranking.IsCalibrated,
        [.. ranking.Items.Select(i => new RankedFilm(
            i.Rank, i.Item.Id, i.Item.CleanTitle, FilmShop.GenresOf(i.Item), i.Score.Total, i.Score.LikelihoodPart, i.Score.PriorPart, i.Score.PopularityPart, i.Score.RetrievalPart, i.Probability))],
        // The last one first: in a tournament it is the final.
        [.. ranking.Prompts.Reverse().Take(MostPrompts).Select(p => new PromptText(p.Text, p.Template.Id, p.Template.Key, p.TokenCount, Missing(p.Truncation)))],
        new Milliseconds(
            ranking.Timings.Format.TotalMilliseconds, ranking.Timings.Queue.TotalMilliseconds, ranking.Timings.Encode.TotalMilliseconds, ranking.Timings.Score.TotalMilliseconds,
            whole.TotalMilliseconds));

    private static string? Missing(Truncation missing) => !missing.Any ? null : string.Join("; ", ((string?[])
    [
        missing.HistoryBeyondLimit + missing.HistoryDropped > 0 ? $"{missing.HistoryBeyondLimit + missing.HistoryDropped} older films are not in the text" : null,
        missing.TitlesShortened > 0 ? $"{missing.TitlesShortened} titles are shortened" : null,
        missing.PreferenceShortened ? "the taste is shortened" : null,
        missing.PreferenceUnsaid ? "the template has no place for the taste" : null,
        missing.HistoryUnsaid ? "the template has no place for the history" : null,
        missing.IntentionUnsaid ? "the template has no place for the wish" : null,
    ]).OfType<string>());
}

/// <summary>One film of a ranking; the score is the sum of its four parts.</summary>
internal sealed record RankedFilm(
    int Rank, string Id, string Title, IReadOnlyList<string> Genres, double Score, double Likelihood, double Prior, double Popularity, double Retrieval, double Probability);

/// <summary>A text as the model read it.</summary>
internal sealed record PromptText(string Text, string Template, string Key, int? Tokens, string? Missing);

/// <summary>Where the time went.</summary>
internal sealed record Milliseconds(double Format, double Queue, double Encode, double Score, double Whole);

/// <summary>A film that somebody watched.</summary>
internal sealed record WatchedFilm(string Id, string Title, IReadOnlyList<string> Genres, DateTimeOffset? Time);

/// <summary>What a person watched: the most recent films, the newest first, and how many there are.</summary>
internal sealed record WatchedFilms(string Person, int Count, IReadOnlyList<WatchedFilm> Films);
