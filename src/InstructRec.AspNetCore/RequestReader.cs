using System.Buffers;
using System.Globalization;
using System.Text.Json;
using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace InstructRec.AspNetCore;

/// <summary>From a body to what a recommender is asked: everything in it is hostile until checked.</summary>
internal sealed class RequestReader(InstructRecEndpointOptions options)
{
    /// <summary>The request, or <see langword="null"/> where the caller hung up before its body was whole.</summary>
    public async ValueTask<EndpointRequest?> ReadAsync(HttpContext context)
    {
        if (!context.Request.HasJsonContentType())
        {
            throw new BadHttpRequestException("The body must be JSON (Content-Type: application/json).", StatusCodes.Status415UnsupportedMediaType);
        }

        using MemoryStream? body = await BodyAsync(context).ConfigureAwait(false);
        if (body is null)
        {
            return null;
        }

        try
        {
            EndpointRequest request = JsonSerializer.Deserialize<EndpointRequest>(body, EndpointJson.Options) ?? throw Bad("The body is null.");
            Check(request);
            return request;
        }
        catch (JsonException exception)
        {
            throw Bad(string.Create(CultureInfo.InvariantCulture, $"The body is not the JSON that is expected, at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}, path {Path(exception)}."));
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException or InvalidOperationException)
        {
            throw Bad("A value of the body cannot be: " + exception.Message.ReplaceLineEndings(" "));
        }
    }

    /// <summary>The body, at most as long as it may be. A longer one is read to its end and thrown away, so that its sender gets to read the answer; beyond sixteen times the limit the server hangs up.</summary>
    private async ValueTask<MemoryStream?> BodyAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = options.MaxBodyBytes * 16;
        }

        MemoryStream body = new();
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16384);
        long length = 0;
        try
        {
            for (int read; (read = await context.Request.Body.ReadAsync(buffer, context.RequestAborted).ConfigureAwait(false)) > 0;)
            {
                length += read;
                if (length <= options.MaxBodyBytes)
                {
                    body.Write(buffer, 0, read);
                }
            }
        }
        catch (IOException exception) when (exception is not BadHttpRequestException)
        {
            return null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        body.Position = 0;
        return length <= options.MaxBodyBytes ? body : throw new BadHttpRequestException("The body is too large.", StatusCodes.Status413PayloadTooLarge);
    }

    public async ValueTask<Instruction> InstructionAsync(HttpContext context, EndpointRequest request, CancellationToken cancellationToken)
    {
        Instruction instruction = request.Instruction ?? new Instruction();
        if (request.Person is not { } person)
        {
            return instruction;
        }

        IInteractionHistory history = context.RequestServices.GetService<IInteractionHistory>() ?? throw Bad("This host knows no people: send the history in the instruction.");
        if (instruction.Preference.History.Count > 0 || instruction.Text is not null)
        {
            throw Bad("A person stands beside an instruction that has a history or words of its own: send one of them.");
        }

        IReadOnlyList<Interaction> past = await history.GetAsync(person, cancellationToken: cancellationToken).ConfigureAwait(false);
        return instruction with { Preference = Preference.FromKnown(past, instruction.Preference.Text) };
    }

    public async ValueTask<IReadOnlyList<Item>> CandidatesAsync(HttpContext context, EndpointRequest request, int? exactly, CancellationToken cancellationToken)
    {
        int count = (request.Candidates?.Count ?? 0) + (request.CandidateIds?.Count ?? 0);
        if (exactly is { } wanted ? count != wanted : count == 0 || count > options.MaxCandidates)
        {
            throw Bad(string.Create(CultureInfo.InvariantCulture, $"There are {count} candidates; {(exactly is null ? $"1 to {options.MaxCandidates}" : exactly)} can be taken."));
        }

        if (request.CandidateIds is not { Count: > 0 } ids)
        {
            return request.Candidates!;
        }

        IItemCatalog catalog = context.RequestServices.GetService<IItemCatalog>() ?? throw Bad("This host has no catalogue: send candidates with their titles.");
        return [.. request.Candidates ?? [], .. await catalog.GetAsync(ids, cancellationToken).ConfigureAwait(false)];
    }

    public RankingOptions Options(EndpointRequest request)
    {
        TimeSpan time = request.TimeoutMilliseconds is { } asked ? TimeSpan.FromMilliseconds(asked) : options.Timeout;
        return new RankingOptions
        {
            Top = request.Top,
            TemplateId = request.TemplateId,
            ExcludeHistory = request.ExcludeHistory,
            Priority = request.Priority,
            Deadline = DateTimeOffset.UtcNow + (time < options.Timeout ? time : options.Timeout),
        };
    }

    public static BadHttpRequestException Bad(string message) => new(message, StatusCodes.Status400BadRequest);

    private static void Check(EndpointRequest request)
    {
        bool whole = request.Candidates?.All(c => c is { Id: not null, Title: not null }) != false && request.CandidateIds?.All(id => id is not null) != false;
        if (!whole)
        {
            throw Bad("A candidate is null or lacks id or title.");
        }

        if (request.Top < 1 || request.TimeoutMilliseconds < 1)
        {
            throw Bad("top and timeoutMilliseconds are at least 1.");
        }

        if (!Enum.IsDefined(request.Priority))
        {
            throw Bad("priority is Interactive or Bulk.");
        }
    }

    // A path holds names that the caller chose; they come back without control characters and not at any length.
    private static string Path(JsonException exception)
    {
        string path = UntrustedText.Text(exception.Path);
        return path.Length > 100 ? path[..100] : path.Length == 0 ? "$" : path;
    }
}
