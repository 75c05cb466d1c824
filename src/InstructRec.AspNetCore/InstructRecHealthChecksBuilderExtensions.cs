using InstructRec.Recommendation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace InstructRec.AspNetCore;

/// <summary>Adds a model's readiness to a host's health checks.</summary>
public static class InstructRecHealthChecksBuilderExtensions
{
    /// <summary>Healthy where the model answers, degraded where its last reload was refused, unhealthy where it cannot be read.</summary>
    /// <param name="builder">The host's health checks.</param>
    /// <param name="model">The key of the model; <see langword="null"/> for the one without a name.</param>
    /// <param name="name">The name of the check; <c>instructrec</c>, or <c>instructrec-</c> and the key, where <see langword="null"/>.</param>
    /// <param name="unloadedIsHealthy">
    /// Whether a model that nobody has asked yet counts as healthy; default <see langword="true"/>. Say <see langword="false"/> beside <see cref="ModelLoading.InBackground"/>, so that no traffic
    /// comes before the weights are there.
    /// </param>
    /// <param name="failureStatus">What failing is; unhealthy where <see langword="null"/>.</param>
    /// <param name="tags">Tags of the check.</param>
    /// <returns>The builder.</returns>
    public static IHealthChecksBuilder AddInstructRec(
        this IHealthChecksBuilder builder, string? model = null, string? name = null, bool unloadedIsHealthy = true, HealthStatus? failureStatus = null, IEnumerable<string>? tags = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.Add(new HealthCheckRegistration(
            name ?? (model is null ? "instructrec" : $"instructrec-{model}"),
            provider => new ModelHealthCheck(() => provider.GetRequiredKeyedService<T5RecommenderModel>(model), unloadedIsHealthy),
            failureStatus,
            tags));
    }
}
