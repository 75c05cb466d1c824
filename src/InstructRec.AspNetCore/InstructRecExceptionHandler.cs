using System.Globalization;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Logging;

namespace InstructRec.AspNetCore;

/// <summary>Answers typed errors of a host's own endpoints, and bodies or parameters of theirs that cannot be read, as ProblemDetails, as the endpoints of <see cref="InstructRecEndpointRouteBuilderExtensions"/> do.</summary>
/// <remarks>
/// Register it with <c>AddExceptionHandler&lt;InstructRecExceptionHandler&gt;()</c>, <c>AddProblemDetails()</c> and <c>UseExceptionHandler()</c>. Errors of other types are left to others.
/// Minimal endpoints throw for what they cannot read where <c>RouteHandlerOptions.ThrowOnBadRequest</c> says so; otherwise they answer 400 themselves, without a body.
/// </remarks>
public sealed partial class InstructRecExceptionHandler : IExceptionHandler
{
    private readonly IProblemDetailsService _problems;
    private readonly ILogger<InstructRecExceptionHandler> _logger;

    /// <summary>Creates the handler; the host's services do.</summary>
    /// <param name="problems">Writes the answer.</param>
    /// <param name="logger">Where errors that only the host can mend go.</param>
    public InstructRecExceptionHandler(IProblemDetailsService problems, ILogger<InstructRecExceptionHandler> logger) => (_problems, _logger) = (problems, logger);

    /// <inheritdoc/>
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(httpContext);
        if (exception is not (InstructRecException or BadHttpRequestException) || InstructRecProblem.Of(exception) is not { } problem)
        {
            return false;
        }

        Prepare(httpContext, problem, exception, TimeSpan.FromSeconds(1), _logger);
        return await _problems.TryWriteAsync(new ProblemDetailsContext { HttpContext = httpContext, ProblemDetails = problem, Exception = exception }).ConfigureAwait(false);
    }

    internal static void Prepare(HttpContext context, ProblemDetails problem, Exception exception, TimeSpan retryAfter, ILogger logger)
    {
        context.Response.StatusCode = problem.Status!.Value;
        if (InstructRecProblem.MayComeBack(problem))
        {
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (problem.Status is 500 or 503)
        {
            LogFailed(logger, problem.Title!, exception.Message);
        }
    }

    [LoggerMessage(EventId = 40, Level = LogLevel.Error, Message = "{Title}: {Reason}")]
    private static partial void LogFailed(ILogger logger, string title, string reason);
}
