using InstructRec;
using Microsoft.AspNetCore.Diagnostics;

namespace Shop;

/// <summary>Typed errors as ProblemDetails: what the caller can mend is told in full, what only the host can is not.</summary>
internal sealed class InstructRecProblems(IProblemDetailsService problems) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        (int status, string title, string? detail) = exception switch
        {
            InstructRecException { Kind: InstructRecErrorKind.Instruction or InstructRecErrorKind.Options or InstructRecErrorKind.Template } fault => (400, "The request cannot be answered", fault.Message),
            InstructRecException { Kind: InstructRecErrorKind.NotFound } fault => (404, "Not found", fault.Message),
            InstructRecException { Kind: InstructRecErrorKind.Busy } fault => (429, "Busy", fault.Message),
            InstructRecException { Kind: InstructRecErrorKind.Unavailable } => (503, "Out of service", "The catalogue does not answer. Try again later."),
            InstructRecException { Kind: InstructRecErrorKind.Checkpoint or InstructRecErrorKind.Vocabulary or InstructRecErrorKind.Runtime } => (503, "Out of service", "The model cannot be loaded; the shop's log says why."),
            BadHttpRequestException bad => (bad.StatusCode, bad.StatusCode == 413 ? "Too long" : "The request cannot be read", "The body is not the JSON that is described in /openapi/v1.json."),
            _ => (500, "Something went wrong", null),
        };
        httpContext.Response.StatusCode = status;
        if (status is 429 or 503)
        {
            httpContext.Response.Headers.RetryAfter = "1";
        }

        return await problems.TryWriteAsync(new ProblemDetailsContext
        {
            HttpContext = httpContext, Exception = exception, ProblemDetails = { Status = status, Title = title, Detail = detail },
        });
    }
}
