using System.Globalization;
using System.Reflection;

namespace InstructRec.Extensions.AI.Asking;

/// <summary>What to do about a failed request.</summary>
/// <param name="MayPass">Whether the same request may succeed later.</param>
/// <param name="After">How long the provider asks to wait, where it told.</param>
public sealed record RetryAdvice(bool MayPass, TimeSpan? After = null)
{
    private static readonly int[] Final = [400, 401, 402, 403, 404, 405, 410, 413, 414, 415, 422];

    /// <summary>The usual rules: refused requests (400, 401, 403, 404, 422, …) stay refused; 408, 409, 429, 5xx, broken connections and answers that are no JSON may pass.</summary>
    /// <param name="fault">What the client threw.</param>
    /// <returns>The advice.</returns>
    /// <remarks>The status and <c>Retry-After</c> are looked for in <see cref="HttpRequestException"/>, and by name in the exceptions of the usual client libraries (<c>Status</c>, <c>GetRawResponse().Headers</c>), which this package does not refer to.</remarks>
    public static RetryAdvice Usual(Exception fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        if (fault is ArgumentException or NotSupportedException or InstructRecException)
        {
            return new RetryAdvice(false);
        }

        int? status = fault is HttpRequestException { StatusCode: { } code } ? (int)code : Read(fault, "Status") as int?;
        return new RetryAdvice(status is not { } known || !Final.Contains(known), Told(fault));
    }

    private static TimeSpan? Told(Exception fault)
    {
        string? written = fault.Data["Retry-After"] as string;
        if (written is null && fault.GetType().GetMethod("GetRawResponse", Type.EmptyTypes)?.Invoke(fault, null) is { } response && Read(response, "Headers") is { } headers)
        {
            object?[] arguments = ["Retry-After", null];
            MethodInfo? find = headers.GetType().GetMethod("TryGetValue", [typeof(string), typeof(string).MakeByRefType()]);
            written = find?.Invoke(headers, arguments) is true ? arguments[1] as string : null;
        }

        return double.TryParse(written, NumberStyles.Float, CultureInfo.InvariantCulture, out double seconds) && seconds is >= 0 and < 86400 ? TimeSpan.FromSeconds(seconds)
            : DateTimeOffset.TryParse(written, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset at) && at > DateTimeOffset.UtcNow ? at - DateTimeOffset.UtcNow
            : null;
    }

    private static object? Read(object from, string property) => from.GetType().GetProperty(property, BindingFlags.Public | BindingFlags.Instance)?.GetValue(from);
}
