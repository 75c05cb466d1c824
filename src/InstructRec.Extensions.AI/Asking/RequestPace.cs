namespace InstructRec.Extensions.AI.Asking;

/// <summary>Spaces requests so that a minute holds no more of them, and of their tokens, than was agreed; a provider that says wait holds everyone.</summary>
internal sealed class RequestPace(int? requestsPerMinute, int? tokensPerMinute, TimeProvider clock)
{
    private readonly Lock _gate = new();
    private readonly long _start = clock.GetTimestamp();
    private TimeSpan _next;

    /// <summary>Waits for a request's turn.</summary>
    public async Task WaitAsync(long tokens, CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan wait;
            lock (_gate)
            {
                TimeSpan now = clock.GetElapsedTime(_start);
                wait = _next - now;
                if (wait <= TimeSpan.Zero)
                {
                    double seconds = Math.Max(requestsPerMinute is { } r ? 60.0 / r : 0, tokensPerMinute is { } t ? 60.0 * tokens / t : 0);
                    _next = now + TimeSpan.FromSeconds(seconds);
                    return;
                }
            }

            await Task.Delay(wait, clock, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Nobody asks before this much time is over.</summary>
    public void Hold(TimeSpan time)
    {
        lock (_gate)
        {
            TimeSpan until = clock.GetElapsedTime(_start) + time;
            _next = until > _next ? until : _next;
        }
    }
}
