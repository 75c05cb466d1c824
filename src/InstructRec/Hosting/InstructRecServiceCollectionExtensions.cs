using InstructRec.Recommendation;
using InstructRec.Runtime;
using InstructRec.Templates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InstructRec.Hosting;

/// <summary>Registers InstructRec with a host's services.</summary>
public static class InstructRecServiceCollectionExtensions
{
    /// <summary>Adds <see cref="InstructionRecommender"/>, <see cref="IRecommenderModel"/> and what they need, all as singletons.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets at least <see cref="T5RecommenderOptions.Checkpoint"/>.</param>
    /// <returns>A builder, to go on from.</returns>
    /// <remarks>
    /// Costs nothing until first use. Services that the host has registered before win: an <see cref="IRecommenderModel"/>, an
    /// <see cref="ITemplateRegistry"/> or an <see cref="IRankingStrategy"/> of its own. Options are validated when the host starts where it validates
    /// on start, else at first use. The container disposes the model, which frees its native memory.
    /// </remarks>
    /// <example><code>builder.Services.AddInstructRec(o => o.Checkpoint = "models/movies");</code></example>
    public static InstructRecBuilder AddInstructRec(this IServiceCollection services, Action<T5RecommenderOptions> configure)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        services.AddOptions<T5RecommenderOptions>().Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<T5RecommenderOptions>, T5RecommenderOptionsValidator>());
        services.TryAddSingleton<ITemplateRegistry>(_ => TemplateRegistry.Default);
        services.TryAddSingleton(provider => new DeviceWorker(
            provider.GetRequiredService<IOptions<T5RecommenderOptions>>().Value.Device, logger: provider.GetService<ILogger<DeviceWorker>>()));
        services.TryAddSingleton<IRecommenderModel>(provider => new T5RecommenderModel(
            provider.GetRequiredService<IOptions<T5RecommenderOptions>>().Value,
            provider.GetRequiredService<DeviceWorker>(),
            provider.GetRequiredService<ITemplateRegistry>(),
            provider.GetService<ILogger<T5RecommenderModel>>()));
        services.TryAddSingleton(provider => new InstructionRecommender(
            provider.GetRequiredService<IRecommenderModel>(), provider.GetService<IRankingStrategy>()));
        return new InstructRecBuilder(services);
    }
}
