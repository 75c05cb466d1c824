using System.Collections.Concurrent;
using System.Globalization;
using InstructRec.Extensions.AI.Answers;
using InstructRec.Extensions.AI.Prompts;
using Microsoft.Extensions.AI;

namespace InstructRec.Extensions.AI.Asking;

/// <summary>Asks a chat model: from the cache where the answer is known, else within limits, and again where a fault may pass.</summary>
/// <remarks>
/// Never looks at an answer to decide whether to ask again: a refusal or nonsense is an answer. The same question asked by several at once is sent once.
/// Does not own the client or the cache. Thread-safe.
/// </remarks>
public sealed class ChatAsker : IDisposable
{
    private readonly IChatClient _client;
    private readonly AnswerCache? _cache;
    private readonly AskingOptions _options;
    private readonly TimeProvider _clock;
    private readonly SemaphoreSlim _places;
    private readonly RequestPace _pace;
    private readonly ConcurrentDictionary<QuestionKey, Task<StoredAnswer>> _underWay = [];
    private long _asked;
    private long _cached;
    private long _retries;
    private long _input;
    private long _output;

    /// <summary>Creates an asker.</summary>
    /// <param name="client">Any provider's client; its own retries should be off.</param>
    /// <param name="cache">Where answers are kept; asked anew each time where <see langword="null"/>.</param>
    /// <param name="options">Limits.</param>
    public ChatAsker(IChatClient client, AnswerCache? cache = null, AskingOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(client);
        _client = client;
        _cache = cache;
        _options = options ?? new AskingOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Concurrency, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(_options.Attempts, 1, nameof(options));
        _clock = _options.Clock ?? TimeProvider.System;
        _places = new SemaphoreSlim(_options.Concurrency);
        _pace = new RequestPace(_options.RequestsPerMinute, _options.TokensPerMinute, _clock);
        Model = _options.Model ?? (client.GetService(typeof(ChatClientMetadata)) as ChatClientMetadata)?.DefaultModelId ?? "unnamed";
    }

    /// <summary>The model's name, as it stands in the cache and in the names of teachers.</summary>
    public string Model { get; }

    /// <summary>What was asked so far.</summary>
    public AskingCounts Counts => new(Volatile.Read(ref _asked), Volatile.Read(ref _cached), Volatile.Read(ref _retries), Volatile.Read(ref _input), Volatile.Read(ref _output));

    /// <summary>Asks.</summary>
    /// <param name="prompt">The question's wording.</param>
    /// <param name="values">What fills its slots.</param>
    /// <param name="cancellationToken">Stops waiting; an answer that is already paid for is still kept.</param>
    /// <returns>The answer, word for word.</returns>
    /// <exception cref="InstructRecException">The model refuses, or is not to be reached after all attempts (<see cref="InstructRecErrorKind.Unavailable"/>); the cache cannot be written.</exception>
    public async Task<string> AskAsync(ChatPrompt prompt, IReadOnlyDictionary<string, string> values, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        string user = prompt.Fill(values);
        QuestionKey key = KeyOf(prompt, user);
        cancellationToken.ThrowIfCancellationRequested();
        if (_cache?.Find(key) is { } known)
        {
            Interlocked.Increment(ref _cached);
            return known.Text;
        }

        var mine = new TaskCompletionSource<StoredAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        Task<StoredAnswer> task = _underWay.GetOrAdd(key, mine.Task);
        if (task != mine.Task)
        {
            try
            {
                string shared = (await task.WaitAsync(cancellationToken).ConfigureAwait(false)).Text;
                Interlocked.Increment(ref _cached);
                return shared;
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // The one who asked was cancelled, this caller was not.
                return await AskAsync(prompt, values, cancellationToken).ConfigureAwait(false);
            }
        }

        try
        {
            // Between the look into the cache and the entry here another caller may have finished.
            StoredAnswer answer = _cache?.Find(key) ?? await SendAsync(key, prompt.System, user, cancellationToken).ConfigureAwait(false);
            mine.SetResult(answer);
            return answer.Text;
        }
        catch (Exception e)
        {
            if (e is OperationCanceledException)
            {
                mine.SetCanceled(CancellationToken.None);
            }
            else
            {
                mine.SetException(e);
                _ = mine.Task.Exception;
            }

            throw;
        }
        finally
        {
            _underWay.TryRemove(key, out _);
        }
    }

    /// <summary>Whether the answer to a question is in the cache.</summary>
    /// <param name="prompt">The question's wording.</param>
    /// <param name="values">What fills its slots.</param>
    /// <returns>Whether it would cost nothing.</returns>
    public bool IsKnown(ChatPrompt prompt, IReadOnlyDictionary<string, string> values)
    {
        ArgumentNullException.ThrowIfNull(prompt);
        return _cache?.Find(KeyOf(prompt, prompt.Fill(values))) is not null;
    }

    /// <summary>Tokens of a text, roughly: one for four characters, plus a few for the frame of a message.</summary>
    /// <param name="text">The text.</param>
    /// <returns>The estimate; providers count by their own vocabularies.</returns>
    public static long EstimateTokens(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ((text.Length + 3) / 4) + 4;
    }

    /// <summary>Frees what callers wait on; let none be under way.</summary>
    public void Dispose() => _places.Dispose();

    internal QuestionKey KeyOf(ChatPrompt prompt, string user) =>
        QuestionKey.Of(Model, prompt.System, user, string.Create(CultureInfo.InvariantCulture, $"t={_options.Temperature} n={_options.MaximumOutputTokens}"));

    private async Task<StoredAnswer> SendAsync(QuestionKey key, string system, string user, CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            StoredAnswer answer = await TryAsync(system, user, cancellationToken).ConfigureAwait(false);
            if (_cache is not null)
            {
                await _cache.StoreAsync(key, Model, answer).ConfigureAwait(false);
            }

            Interlocked.Increment(ref _asked);
            Interlocked.Add(ref _input, answer.InputTokens ?? (EstimateTokens(system) + EstimateTokens(user)));
            Interlocked.Add(ref _output, answer.OutputTokens ?? EstimateTokens(answer.Text));
            return answer;
        }
        finally
        {
            _places.Release();
        }
    }

    private async Task<StoredAnswer> TryAsync(string system, string user, CancellationToken cancellationToken)
    {
        ChatMessage[] messages = [new(ChatRole.System, system), new(ChatRole.User, user)];
        long tokens = EstimateTokens(system) + EstimateTokens(user) + _options.MaximumOutputTokens;
        for (int attempt = 1; ; attempt++)
        {
            await _pace.WaitAsync(tokens, cancellationToken).ConfigureAwait(false);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            limit.CancelAfter(_options.Timeout);
            try
            {
                ChatResponse response = await _client.GetResponseAsync(
                    messages, new ChatOptions { ModelId = _options.Model, Temperature = _options.Temperature, MaxOutputTokens = _options.MaximumOutputTokens }, limit.Token).ConfigureAwait(false);
                return new StoredAnswer(response.Text, response.Usage?.InputTokenCount, response.Usage?.OutputTokenCount);
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                RetryAdvice advice = e is OperationCanceledException ? new RetryAdvice(true) : _options.Advice?.Invoke(e) ?? RetryAdvice.Usual(e);
                if (!advice.MayPass || attempt == _options.Attempts)
                {
                    throw new InstructRecException(
                        InstructRecErrorKind.Unavailable,
                        e is OperationCanceledException ? $"the chat model gave no answer within {_options.Timeout.TotalSeconds:0} s" : $"the chat model gave no answer ({e.Message.ReplaceLineEndings(" ").TrimEnd('.', ' ')})",
                        Model,
                        advice.MayPass ? string.Create(CultureInfo.InvariantCulture, $"It was asked {attempt} times; run again later, answers that are kept are not asked for again") : "Check the address, the key and the model's name",
                        innerException: e);
                }

                Interlocked.Increment(ref _retries);
                await WaitAsync(attempt, advice.After, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async Task WaitAsync(int attempt, TimeSpan? asked, CancellationToken cancellationToken)
    {
        // Chance keeps those who failed together from coming back together; it decides nothing that is written.
        double seconds = _options.FirstDelay.TotalSeconds * Math.Pow(2, attempt - 1) * (1 + (Random.Shared.NextDouble() / 2));
        TimeSpan delay = asked ?? TimeSpan.FromSeconds(seconds);
        delay = delay < _options.LongestDelay ? delay : _options.LongestDelay;
        if (asked is not null)
        {
            _pace.Hold(delay);
        }

        await Task.Delay(delay, _clock, cancellationToken).ConfigureAwait(false);
    }
}
