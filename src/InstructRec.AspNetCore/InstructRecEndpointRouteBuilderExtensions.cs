using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace InstructRec.AspNetCore;

/// <summary>Maps a recommender's endpoints.</summary>
public static class InstructRecEndpointRouteBuilderExtensions
{
    /// <summary>Maps <c>POST prefix/rank</c>, <c>judge</c>, <c>compare</c> and <c>match</c>, each with a <see cref="EndpointRequest"/> as its body.</summary>
    /// <param name="endpoints">The host's routes.</param>
    /// <param name="prefix">The path before the four.</param>
    /// <param name="configure">Limits, and which recommender; <see langword="null"/> for the defaults.</param>
    /// <returns>The group, for authorisation, rate limits and the like.</returns>
    /// <remarks>
    /// Errors are ProblemDetails: 400 for an instruction that cannot be followed or a body that cannot be read, 404 unknown person or item, 413 body too large, 415 no JSON, 429
    /// with Retry-After where too many wait, 503 where the model or a source is out of order, 504 where the time is over. No endpoint asks who the caller is: add
    /// <c>RequireAuthorization()</c> where that matters.
    /// </remarks>
    /// <exception cref="InstructRecException">A limit cannot be (<see cref="InstructRecErrorKind.Options"/>).</exception>
    public static RouteGroupBuilder MapInstructRec(this IEndpointRouteBuilder endpoints, string prefix = "/instructrec", Action<InstructRecEndpointOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(prefix);
        var options = new InstructRecEndpointOptions();
        configure?.Invoke(options);
        options.Validate();
        var handlers = new InstructRecEndpoints(options);
        RouteGroupBuilder group = endpoints.MapGroup(prefix).WithTags("InstructRec");
        Map<RankingReply>(group, "/rank", handlers.RankAsync, "Ranks candidates for an instruction.");
        Map<JudgementReply>(group, "/judge", handlers.JudgeAsync, "Says how likely a person would choose an item.");
        Map<ComparisonReply>(group, "/compare", handlers.CompareAsync, "Says which of two items a person would rather choose.");
        Map<RankingReply>(group, "/match", handlers.MatchAsync, "Names items out of the host's catalogue.");
        return group;
    }

    private static void Map<TReply>(RouteGroupBuilder group, string path, Func<HttpContext, Task<IResult>> handler, string summary) => group
        .MapPost(path, (Delegate)handler)
        .WithSummary(summary)
        .Accepts<EndpointRequest>("application/json")
        .Produces<TReply>()
        .ProducesProblem(StatusCodes.Status400BadRequest)
        .ProducesProblem(StatusCodes.Status404NotFound)
        .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
        .ProducesProblem(StatusCodes.Status429TooManyRequests)
        .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
        .ProducesProblem(StatusCodes.Status504GatewayTimeout);
}
