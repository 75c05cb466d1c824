using InstructRec.Recommendation;
using Microsoft.Extensions.DependencyInjection;

namespace InstructRec.Hosting;

/// <summary>Where decorators and further registrations of one model hang.</summary>
public sealed class InstructRecBuilder
{
    internal InstructRecBuilder(IServiceCollection services, string? name) => (Services, Name) = (services, name);

    /// <summary>The host's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>The name of the options and the key of the services; <see langword="null"/> for the model without a name.</summary>
    public string? Name { get; }

    /// <summary>Puts a decorator around the model.</summary>
    /// <param name="decorate">Wraps the model that is handed to it, which may be decorated already.</param>
    /// <returns>The builder.</returns>
    /// <remarks>The decorator added first is the outermost: it sees a request first, as in Microsoft.Extensions.AI.</remarks>
    public InstructRecBuilder Use(Func<IServiceProvider, IRecommenderModel, IRecommenderModel> decorate)
    {
        ArgumentNullException.ThrowIfNull(decorate);
        Services.AddKeyedSingleton(Name, new ModelDecorator(decorate));
        return this;
    }

    /// <summary>Puts a decorator around the model that needs no services.</summary>
    /// <param name="decorate">Wraps the model that is handed to it.</param>
    /// <returns>The builder.</returns>
    public InstructRecBuilder Use(Func<IRecommenderModel, IRecommenderModel> decorate)
    {
        ArgumentNullException.ThrowIfNull(decorate);
        return Use((_, model) => decorate(model));
    }
}
