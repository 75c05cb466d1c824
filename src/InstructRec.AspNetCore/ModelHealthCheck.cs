using InstructRec.Recommendation;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace InstructRec.AspNetCore;

/// <summary>Whether a model answers. Asking never loads it.</summary>
internal sealed class ModelHealthCheck(Func<T5RecommenderModel> model, bool unloadedIsHealthy) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ModelReadiness readiness = model().Readiness;
        Dictionary<string, object> data = new() { ["state"] = readiness.State.ToString() };
        if (readiness.CheckpointHash is { } hash)
        {
            data["checkpoint"] = hash;
        }

        return Task.FromResult(readiness switch
        {
            { State: ModelState.Ready, Failure: not null } => HealthCheckResult.Degraded("The last reload was refused; the weights before it answer.", readiness.Failure, data),
            { State: ModelState.Ready } => HealthCheckResult.Healthy("The model answers.", data),
            { State: ModelState.NotLoaded } when unloadedIsHealthy => HealthCheckResult.Healthy("The model is read with the first request.", data),
            { State: ModelState.Failed } => new HealthCheckResult(context.Registration.FailureStatus, "The model could not be read.", readiness.Failure, data),
            _ => new HealthCheckResult(context.Registration.FailureStatus, $"The model is {readiness.State}.", null, data),
        });
    }
}
