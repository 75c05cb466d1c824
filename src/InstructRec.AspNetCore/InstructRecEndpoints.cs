using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Templates;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace InstructRec.AspNetCore;

/// <summary>What each endpoint does.</summary>
internal sealed class InstructRecEndpoints(InstructRecEndpointOptions options)
{
    private readonly RequestReader _reader = new(options);
    private readonly MatchCatalog _catalog = new(options.CatalogAge);

    public Task<IResult> RankAsync(HttpContext context) => AnswerAsync(context, async (recommender, request, token) =>
    {
        IReadOnlyList<Item> candidates = await _reader.CandidatesAsync(context, request, exactly: null, token).ConfigureAwait(false);
        Instruction instruction = await _reader.InstructionAsync(context, request, token).ConfigureAwait(false);
        return Reply(await recommender.RankAsync(instruction, candidates, _reader.Options(request), token).ConfigureAwait(false));
    });

    public Task<IResult> MatchAsync(HttpContext context) => AnswerAsync(context, async (recommender, request, token) =>
    {
        if (request.Candidates is not null || request.CandidateIds is not null)
        {
            throw RequestReader.Bad("Matching searches the host's catalogue: send no candidates, or ask rank.");
        }

        IItemCatalog catalog = context.RequestServices.GetService<IItemCatalog>() ?? throw RequestReader.Bad("This host has no catalogue to match in: ask rank with candidates.");
        Instruction instruction = await _reader.InstructionAsync(context, request, token).ConfigureAwait(false);
        IReadOnlyList<Item> items = await _catalog.OfAsync(catalog, token).ConfigureAwait(false);
        return Reply(await recommender.MatchAsync(instruction, items, _reader.Options(request), token).ConfigureAwait(false));
    });

    public Task<IResult> JudgeAsync(HttpContext context) => AnswerAsync(context, async (recommender, request, token) =>
    {
        Item item = (await _reader.CandidatesAsync(context, request, exactly: 1, token).ConfigureAwait(false))[0];
        Instruction instruction = await _reader.InstructionAsync(context, request, token).ConfigureAwait(false);
        Judgement judgement = await recommender.JudgeAsync(instruction, item, _reader.Options(request), token).ConfigureAwait(false);
        return Results.Json(new JudgementReply(item.Id, judgement.Probability, TimingsReply.Of(judgement.Timings), Prompts(judgement.Prompts)), EndpointJson.Options);
    });

    public Task<IResult> CompareAsync(HttpContext context) => AnswerAsync(context, async (recommender, request, token) =>
    {
        IReadOnlyList<Item> two = await _reader.CandidatesAsync(context, request, exactly: 2, token).ConfigureAwait(false);
        Instruction instruction = await _reader.InstructionAsync(context, request, token).ConfigureAwait(false);
        Comparison comparison = await recommender.CompareAsync(instruction, two[0], two[1], _reader.Options(request), token).ConfigureAwait(false);
        return Results.Json(
            new ComparisonReply(comparison.Preferred.Id, comparison.Other.Id, comparison.Probability, TimingsReply.Of(comparison.Timings), Prompts(comparison.Prompts)),
            EndpointJson.Options);
    });

    private async Task<IResult> AnswerAsync(HttpContext context, Func<InstructionRecommender, EndpointRequest, CancellationToken, Task<IResult>> answer)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        try
        {
            if (await _reader.ReadAsync(context).ConfigureAwait(false) is not { } request)
            {
                return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
            }

            limit.CancelAfter(request.TimeoutMilliseconds < options.Timeout.TotalMilliseconds ? TimeSpan.FromMilliseconds(request.TimeoutMilliseconds.Value) : options.Timeout);
            InstructionRecommender recommender = context.RequestServices.GetRequiredKeyedService<InstructionRecommender>(options.Model);
            return await answer(recommender, request, limit.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            return Results.StatusCode(StatusCodes.Status499ClientClosedRequest);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested)
        {
            return Problem(context, new InstructRecException(InstructRecErrorKind.Expired, "the deadline passed before the request was answered"))!;
        }
        catch (Exception exception) when (Problem(context, exception) is { } problem)
        {
            return problem;
        }
    }

    private IResult? Problem(HttpContext context, Exception exception)
    {
        if (InstructRecProblem.Of(exception) is not { } problem)
        {
            return null;
        }

        ILogger logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger("InstructRec.AspNetCore");
        InstructRecExceptionHandler.Prepare(context, problem, exception, options.RetryAfter, logger);
        return Results.Problem(problem);
    }

    private IResult Reply(Ranking ranking) => Results.Json(
        new RankingReply(
            [.. ranking.Items.Select(i => new RankedItemReply(i.Rank, i.Item.Id, i.Item.Title, i.Probability, i.Score.Total))],
            ranking.Strategy,
            ranking.IsCalibrated,
            TimingsReply.Of(ranking.Timings),
            Prompts(ranking.Prompts)),
        EndpointJson.Options);

    private string[]? Prompts(IReadOnlyList<FormattedInstruction> prompts) => options.ReturnPrompts ? [.. prompts.Select(p => p.Text)] : null;
}
