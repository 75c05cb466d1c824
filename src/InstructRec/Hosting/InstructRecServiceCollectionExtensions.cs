using InstructRec.Recommendation;
using InstructRec.Runtime;
using InstructRec.Templates;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace InstructRec.Hosting;

/// <summary>Registers InstructRec with a host's services.</summary>
/// <remarks>
/// <para>
/// Each call adds, as singletons, an <see cref="InstructionRecommender"/>, the <see cref="IRecommenderModel"/> with its decorators, and the <see cref="T5RecommenderModel"/> inside
/// them. With a name they are keyed services of that key. Models of one device share its <see cref="DeviceWorker"/>, which the container owns.
/// </para>
/// <para>
/// Nothing is read before first use unless <see cref="T5RecommenderOptions.Loading"/> says so. What the host has registered before wins: an <see cref="IRecommenderModel"/>,
/// an <see cref="ITemplateRegistry"/>, an <see cref="IRankingStrategy"/>, a <see cref="DeviceWorker"/> of its own. Options are validated when the host starts, else at first use.
/// The container's disposal waits for requests under way and frees the native memory.
/// </para>
/// </remarks>
public static class InstructRecServiceCollectionExtensions
{
    /// <summary>Adds a T5 recommender, its options set by a callback.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="configure">Sets at least <see cref="T5RecommenderOptions.Checkpoint"/>.</param>
    /// <returns>A builder, for decorators.</returns>
    /// <example><code>builder.Services.AddInstructRec(o => o.Checkpoint = "models/movies").UseOpenTelemetry().UseCache();</code></example>
    public static InstructRecBuilder AddInstructRec(this IServiceCollection services, Action<T5RecommenderOptions> configure) => Add(services, null, configure, null);

    /// <summary>Adds a T5 recommender with options that are made already.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="options">The options; their values are copied when the model is made, and what the host configures besides comes after them.</param>
    /// <returns>A builder, for decorators.</returns>
    public static InstructRecBuilder AddInstructRec(this IServiceCollection services, T5RecommenderOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return Add(services, null, options.CopyTo, null);
    }

    /// <summary>Adds a T5 recommender, its options read from a configuration section.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="section">A section whose keys are the properties of <see cref="T5RecommenderOptions"/>; a key of another name is refused.</param>
    /// <param name="configure">Runs after the section was read; <see langword="null"/> for nothing more.</param>
    /// <returns>A builder, for decorators.</returns>
    /// <example><code>builder.Services.AddInstructRec(builder.Configuration.GetSection("InstructRec"));</code></example>
    public static InstructRecBuilder AddInstructRec(this IServiceCollection services, IConfiguration section, Action<T5RecommenderOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(section);
        return Add(services, null, configure ?? (_ => { }), section);
    }

    /// <summary>Adds one of several T5 recommenders, its options set by a callback.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="name">The key of its services and the name of its options, for example <c>films</c>.</param>
    /// <param name="configure">Sets at least <see cref="T5RecommenderOptions.Checkpoint"/>.</param>
    /// <returns>A builder, for decorators.</returns>
    public static InstructRecBuilder AddKeyedInstructRec(this IServiceCollection services, string name, Action<T5RecommenderOptions> configure)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return Add(services, name, configure, null);
    }

    /// <summary>Adds one of several T5 recommenders, its options read from a configuration section.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="name">The key of its services and the name of its options.</param>
    /// <param name="section">As for the recommender without a name.</param>
    /// <param name="configure">Runs after the section was read; <see langword="null"/> for nothing more.</param>
    /// <returns>A builder, for decorators.</returns>
    public static InstructRecBuilder AddKeyedInstructRec(
        this IServiceCollection services, string name, IConfiguration section, Action<T5RecommenderOptions>? configure = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(section);
        return Add(services, name, configure ?? (_ => { }), section);
    }

    /// <summary>Adds a recommender over a model of the host's own: a chat model, nearest neighbours.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="factory">Makes the model, once; the container disposes it.</param>
    /// <param name="name">The key of its services; <see langword="null"/> for a recommender without one.</param>
    /// <returns>A builder, for decorators.</returns>
    public static InstructRecBuilder AddInstructRecModel(this IServiceCollection services, Func<IServiceProvider, IRecommenderModel> factory, string? name = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(factory);
        AddPipeline(services, name, factory);
        return new InstructRecBuilder(services, name);
    }

    private static InstructRecBuilder Add(IServiceCollection services, string? name, Action<T5RecommenderOptions> configure, IConfiguration? section)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(configure);
        string optionsName = name ?? Options.DefaultName;
        OptionsBuilder<T5RecommenderOptions> options = services.AddOptions<T5RecommenderOptions>(optionsName);
        if (section is not null)
        {
            options.Configure(new T5RecommenderSection(section).Bind);
            services.AddSingleton<IOptionsChangeTokenSource<T5RecommenderOptions>>(new T5RecommenderSectionChanges(optionsName, section));
        }

        options.Configure(configure).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<T5RecommenderOptions>, T5RecommenderOptionsValidator>());
        services.TryAddSingleton<ITemplateRegistry>(_ => TemplateRegistry.Default);
        services.TryAddSingleton(provider => new DeviceWorkers(
            provider.GetServices<RegisteredModel>(), provider.GetRequiredService<IOptionsMonitor<T5RecommenderOptions>>(), provider.GetService<ILogger<DeviceWorker>>()));
        bool first = !services.Any(s => s.ServiceType == typeof(T5RecommenderModel) && Equals(s.ServiceKey, name));
        services.TryAddKeyedSingleton(name, (provider, key) => new T5RecommenderModel(
            OptionsOf(provider, optionsName),
            provider.GetKeyedService<DeviceWorker>(key) ?? provider.GetRequiredService<DeviceWorkers>().For(OptionsOf(provider, optionsName).Device),
            provider.GetRequiredService<ITemplateRegistry>(),
            provider.GetService<ILogger<T5RecommenderModel>>()));
        if (first)
        {
            services.AddSingleton(new RegisteredModel(optionsName));
            services.AddSingleton<IHostedService>(provider => new ModelLoadingService(
                optionsName,
                provider.GetRequiredService<IOptionsMonitor<T5RecommenderOptions>>(),
                () => provider.GetRequiredKeyedService<T5RecommenderModel>(name),
                provider.GetService<ILogger<ModelLoadingService>>()));
        }

        AddPipeline(services, name, provider => provider.GetRequiredKeyedService<T5RecommenderModel>(name));
        return new InstructRecBuilder(services, name);
    }

    private static void AddPipeline(IServiceCollection services, string? name, Func<IServiceProvider, IRecommenderModel> innermost)
    {
        services.TryAddKeyedSingleton(name, (provider, key) => provider.GetKeyedServices<ModelDecorator>(key)
            .Reverse().Aggregate(innermost(provider), (model, layer) => layer.Decorate(provider, model)));
        services.TryAddKeyedSingleton(name, (provider, key) => new InstructionRecommender(
            provider.GetRequiredKeyedService<IRecommenderModel>(key), provider.GetKeyedService<IRankingStrategy>(key) ?? provider.GetService<IRankingStrategy>()));
    }

    private static T5RecommenderOptions OptionsOf(IServiceProvider provider, string name) => provider.GetRequiredService<IOptionsMonitor<T5RecommenderOptions>>().Get(name);
}
