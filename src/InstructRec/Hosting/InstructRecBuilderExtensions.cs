using Microsoft.Extensions.DependencyInjection;

namespace InstructRec.Hosting;

/// <summary>The decorators that come with the library. Each is a plain class: put one of your own in its place with <see cref="InstructRecBuilder.Use(Func{Recommendation.IRecommenderModel, Recommendation.IRecommenderModel})"/>.</summary>
public static class InstructRecBuilderExtensions
{
    /// <summary>Keeps answers: a request whose checkpoint, rendered text and candidates are the same is scored once.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="capacity">The most answers held in memory, at least 1; without meaning where the host registers an <see cref="IScoreCache"/> of its own.</param>
    /// <returns>The builder.</returns>
    public static InstructRecBuilder UseCache(this InstructRecBuilder builder, int capacity = 1024)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        string? name = builder.Name;
        return builder.Use((provider, model) =>
            new CachingRecommenderModel(model, provider.GetKeyedService<IScoreCache>(name) ?? provider.GetService<IScoreCache>() ?? new MemoryScoreCache(capacity)));
    }

    /// <summary>Traces and counts requests under the names of <see cref="InstructRecTelemetry"/>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Changes the decorator, for example <c>t => t.RecordTexts = true</c>; <see langword="null"/> for the defaults.</param>
    /// <returns>The builder.</returns>
    public static InstructRecBuilder UseOpenTelemetry(this InstructRecBuilder builder, Action<OpenTelemetryRecommenderModel>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        string? name = builder.Name;
        return builder.Use(model =>
        {
            var traced = new OpenTelemetryRecommenderModel(model, name);
            configure?.Invoke(traced);
            return traced;
        });
    }
}
