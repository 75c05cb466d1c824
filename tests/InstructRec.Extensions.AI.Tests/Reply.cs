using System.Text;

namespace InstructRec.Extensions.AI.Tests;

/// <summary>How the endpoint answers once.</summary>
internal sealed record Reply(string Text = "The person likes quiet puzzle games with a story", int Status = 200, TimeSpan Delay = default, int? RetryAfter = null, bool HalfBody = false, byte[]? Raw = null)
{
    public static Reply Failing(int status, int? retryAfter = null) => new(Status: status, RetryAfter: retryAfter, Raw: Encoding.UTF8.GetBytes("""{"error":{"message":"no","type":"t","code":"c"}}"""));
}
