namespace InstructRec.Runtime;

/// <summary>Waiting that ends at a moment in time.</summary>
internal static class Deadline
{
    /// <summary>Waits for a task, at most until the deadline.</summary>
    /// <exception cref="InstructRecException">Kind Expired: the deadline came first.</exception>
    public static async ValueTask WaitAsync(Task task, DateTimeOffset? deadline, CancellationToken cancellationToken)
    {
        try
        {
            await task.WaitAsync(deadline is { } until ? Until(until) : Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            throw Expired();
        }
    }

    /// <summary>The time left, as timers take it: not negative, and endless where it is more than they can count.</summary>
    public static TimeSpan Until(DateTimeOffset deadline)
    {
        TimeSpan left = deadline - DateTimeOffset.UtcNow;
        return left < TimeSpan.Zero ? TimeSpan.Zero : left > TimeSpan.FromDays(24) ? Timeout.InfiniteTimeSpan : left;
    }

    /// <summary>The error for a deadline that passed; counted.</summary>
    public static InstructRecException Expired()
    {
        RuntimeMetrics.Expired.Add(1);
        return new InstructRecException(InstructRecErrorKind.Expired, "the deadline passed before the request was answered");
    }
}
