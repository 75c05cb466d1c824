using System.Diagnostics;
using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Shop;

/// <summary>What the page asks for: people, their histories, rankings.</summary>
internal static class ShopEndpoints
{
    private const int MostPeople = 1_000;
    private const int MostHistory = 100;

    public static void MapShop(this IEndpointRouteBuilder endpoints)
    {
        RouteGroupBuilder api = endpoints.MapGroup("/api").ProducesProblem(StatusCodes.Status400BadRequest).ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/people", PeopleAsync).WithSummary("A page of the people, to pick one");
        api.MapGet("/people/{person}/history", HistoryAsync).WithSummary("What a person watched, the newest first");
        api.MapGet("/genres", (FilmShop shop) => TypedResults.Ok(shop.Genres)).WithSummary("The genres of the catalogue");
        api.MapPost("/rank", RankAsync).WithSummary("Ranks films by instruction").RequireRateLimiting(ShopLimits.Ranking)
            .ProducesProblem(StatusCodes.Status429TooManyRequests).ProducesProblem(StatusCodes.Status503ServiceUnavailable);
    }

    private static async Task<Ok<Page<string>>> PeopleAsync(FilmShop shop, CancellationToken cancellationToken, string? after = null, int count = 100) =>
        TypedResults.Ok(await shop.History.ListPeopleAsync(after, Within(count, MostPeople, nameof(count)), cancellationToken));

    private static async Task<Ok<WatchedFilms>> HistoryAsync(string person, FilmShop shop, CancellationToken cancellationToken, int count = 10)
    {
        int most = Within(count, MostHistory, nameof(count));
        IReadOnlyList<Interaction> all = await shop.History.GetAsync(person, null, cancellationToken);
        return TypedResults.Ok(new WatchedFilms(
            person, all.Count, [.. all.Reverse().Take(most).Select(i => new WatchedFilm(i.Item.Id, i.Item.CleanTitle, FilmShop.GenresOf(i.Item), i.Time))]));
    }

    private static async Task<Ok<RankReply>> RankAsync(RankRequest request, CatalogRecommender recommender, CancellationToken cancellationToken)
    {
        long start = Stopwatch.GetTimestamp();
        Ranking ranking = await recommender.RecommendAsync(
            new RecommendationRequest
            {
                Person = string.IsNullOrEmpty(request.Person) ? null : request.Person,
                Taste = request.Taste,
                Intention = !string.IsNullOrWhiteSpace(request.Wish) ? Intention.Vague(request.Wish)
                    : !string.IsNullOrWhiteSpace(request.Genre) ? Intention.Specific([KeyValuePair.Create<string, IReadOnlyList<string>>("genre", [request.Genre])])
                    : Intention.None,
                Task = request.Task,
                Candidates = CandidatesFor(request.Task),
                Options = new RankingOptions { Top = Within(request.Top, 20, "top") },
            },
            cancellationToken);
        return TypedResults.Ok(RankReply.Of(request.Task, ranking, Stopwatch.GetElapsedTime(start)));
    }

    /// <summary>Matching costs one prompt however many there are; reranking one for ten, whose titles all stand in it; judging one each; pairs two for each pair.</summary>
    private static int CandidatesFor(TaskForm task) => task switch
    {
        TaskForm.Matching => 100,
        TaskForm.Pointwise => 20,
        TaskForm.Pairwise => 6,
        _ => 10,
    };

    private static int Within(int value, int most, string name) =>
        value >= 1 && value <= most ? value : throw new BadHttpRequestException($"{name}: {value} is not between 1 and {most}.");
}
