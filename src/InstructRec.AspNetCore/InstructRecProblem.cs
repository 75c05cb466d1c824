using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace InstructRec.AspNetCore;

/// <summary>What a typed error is over HTTP.</summary>
internal static class InstructRecProblem
{
    /// <summary>Status and text: what the caller can mend is told in full; what only the host can mend is told by its family, and the log has the rest.</summary>
    public static ProblemDetails? Of(Exception exception) => exception switch
    {
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => New(413, "The body is too large", null, null),
        BadHttpRequestException bad => New(bad.StatusCode, "The request cannot be read", bad.Message, null),
        InstructRecException { Kind: InstructRecErrorKind.Instruction or InstructRecErrorKind.Template } own => New(400, "The instruction cannot be followed", own.Message, own),
        InstructRecException { Kind: InstructRecErrorKind.NotFound } own => New(404, "Not found", own.Message, own),
        InstructRecException { Kind: InstructRecErrorKind.Busy } own => New(429, "Too many requests are waiting", own.Message, own),
        InstructRecException { Kind: InstructRecErrorKind.Expired } own => New(504, "The time was over before the answer came", own.Message, own),
        InstructRecException { Kind: InstructRecErrorKind.Unavailable } own => New(503, "A source that the answer needs does not answer", null, own),
        InstructRecException { Kind: InstructRecErrorKind.Runtime or InstructRecErrorKind.Checkpoint or InstructRecErrorKind.Vocabulary } own => New(503, "The model cannot be used", null, own),
        InstructRecException own => New(500, "The request could not be answered", null, own),
        _ => null,
    };

    public static bool MayComeBack(ProblemDetails problem) => problem.Status is 429 or 503;

    private static ProblemDetails New(int status, string title, string? detail, InstructRecException? exception)
    {
        ProblemDetails problem = new() { Status = status, Title = title, Detail = detail };
        if (exception is not null)
        {
            problem.Extensions["kind"] = exception.Kind.ToString();
        }

        return problem;
    }
}
