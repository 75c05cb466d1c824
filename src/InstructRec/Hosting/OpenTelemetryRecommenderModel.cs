using System.Diagnostics;
using InstructRec.Instructions;
using InstructRec.Recommendation;

namespace InstructRec.Hosting;

/// <summary>Traces and counts what a model is asked, under the names of <see cref="InstructRecTelemetry"/>, which OpenTelemetry and any other listener read.</summary>
/// <remarks>
/// Safe from any thread; costs next to nothing where nobody listens. Titles, wishes and preferences are never recorded unless <see cref="RecordTexts"/> is on:
/// then the rendered prompts become an event of the activity.
/// </remarks>
public sealed class OpenTelemetryRecommenderModel : DelegatingRecommenderModel
{
    /// <summary>Puts telemetry around a model.</summary>
    /// <param name="innerModel">The model; the decorator's from now on.</param>
    /// <param name="name">The model's name in the host, recorded as <c>instructrec.model</c>; <see langword="null"/> for the one without.</param>
    public OpenTelemetryRecommenderModel(IRecommenderModel innerModel, string? name = null)
        : base(innerModel) => Name = name;

    /// <summary>The model's name in the host.</summary>
    public string? Name { get; }

    /// <summary>Whether traces hold the prompts, which are texts of people; default <see langword="false"/>.</summary>
    public bool RecordTexts { get; set; }

    /// <inheritdoc/>
    public override async ValueTask<IReadOnlyList<CandidateScores>> ScoreAsync(IReadOnlyList<ScoringRequest> requests, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(requests);
        TagList tags = Tags("score", requests.Count > 0 ? requests[0].Instruction.Task : null);
        return await ObserveAsync(
            tags, requests.Count, requests.Sum(r => r.Candidates.Count), () => InnerModel.ScoreAsync(requests, cancellationToken), answers => answers).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async ValueTask<MatchResult> MatchAsync(MatchingRequest request, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        TagList tags = Tags("match", TaskForm.Matching);
        return await ObserveAsync(
            tags, 1, request.Catalog.Count, () => base.MatchAsync(request, cancellationToken), answer => [answer.Scores]).ConfigureAwait(false);
    }

    private async ValueTask<T> ObserveAsync<T>(TagList tags, int requests, int candidates, Func<ValueTask<T>> ask, Func<T, IReadOnlyList<CandidateScores>> answersOf)
    {
        using Activity? activity = InstructRecTelemetry.Source.StartActivity($"instructrec.{tags[0].Value}");
        foreach (KeyValuePair<string, object?> tag in tags)
        {
            activity?.SetTag(tag.Key, tag.Value);
        }

        long start = Stopwatch.GetTimestamp();
        InstructRecTelemetry.Requests.Add(requests, tags);
        try
        {
            T result = await ask().ConfigureAwait(false);
            Describe(activity, tags, requests, candidates, answersOf(result));
            return result;
        }
        catch (Exception exception)
        {
            // The kind, never the message: a message may quote what people wrote.
            string error = exception is InstructRecException own ? own.Kind.ToString() : exception.GetType().Name;
            tags.Add("error.type", error);
            InstructRecTelemetry.Failures.Add(requests, tags);
            activity?.SetStatus(ActivityStatusCode.Error, error);
            activity?.SetTag("error.type", error);
            throw;
        }
        finally
        {
            InstructRecTelemetry.Duration.Record(Stopwatch.GetElapsedTime(start).TotalSeconds, tags);
        }
    }

    private TagList Tags(string operation, TaskForm? task)
    {
        TagList tags = new() { { "instructrec.operation", operation }, { "instructrec.task", task?.ToString() ?? "none" } };
        if (Name is not null)
        {
            tags.Add("instructrec.model", Name);
        }

        return tags;
    }

    private void Describe(Activity? activity, TagList tags, int requests, int candidates, IReadOnlyList<CandidateScores> answers)
    {
        long tokens = answers.Sum(a => a.Prompts.Sum(p => (long)(p.TokenCount ?? 0)));
        InstructRecTelemetry.Candidates.Add(candidates, tags);
        InstructRecTelemetry.Tokens.Add(tokens, tags);
        if (activity is null)
        {
            return;
        }

        activity.SetTag("instructrec.requests", requests);
        activity.SetTag("instructrec.candidates", candidates);
        activity.SetTag("instructrec.tokens", tokens);
        activity.SetTag("instructrec.templates", string.Join(' ', answers.SelectMany(a => a.Prompts).Select(p => p.Template.Id).Distinct(StringComparer.Ordinal)));
        activity.SetTag("instructrec.queue.ms", answers.Count > 0 ? answers.Max(a => a.Timings.Queue).TotalMilliseconds : 0);
        if (RecordTexts)
        {
            foreach (string text in answers.SelectMany(a => a.Prompts).Select(p => p.Text))
            {
                activity.AddEvent(new ActivityEvent("instructrec.prompt", tags: new ActivityTagsCollection([new("instructrec.text", text)])));
            }
        }
    }
}
