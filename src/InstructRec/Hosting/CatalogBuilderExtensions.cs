using InstructRec.Catalog;
using InstructRec.Recommendation;
using InstructRec.Retrieval;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace InstructRec.Hosting;

/// <summary>Registers where items, people and candidates come from.</summary>
public static class CatalogBuilderExtensions
{
    /// <summary>Adds <see cref="CatalogRecommender"/> over the host's catalogue and histories, as singletons.</summary>
    /// <param name="builder">What <c>AddInstructRec</c> returned.</param>
    /// <param name="catalog">Makes the catalogue, for example a <see cref="InstructRec.Catalog.Database.DatabaseItemCatalog"/>.</param>
    /// <param name="history">Makes the histories.</param>
    /// <returns>The builder, to go on from.</returns>
    /// <remarks>
    /// Costs nothing until first use. Candidates come from every <see cref="ICandidateRetriever"/> that is registered; a <see cref="CatalogRetriever"/>
    /// (popularity, item-kNN, BM25) is one unless the host has registered some of its own before. With a named model the recommender is a keyed service of that
    /// name; catalogue, histories and candidates are the host's, once for all models.
    /// </remarks>
    public static InstructRecBuilder AddCatalog(
        this InstructRecBuilder builder, Func<IServiceProvider, IItemCatalog> catalog, Func<IServiceProvider, IInteractionHistory> history)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(catalog);
        ArgumentNullException.ThrowIfNull(history);
        builder.Services.TryAddSingleton(catalog);
        builder.Services.TryAddSingleton(history);
        builder.Services.TryAddSingleton<ICandidateRetriever>(p => new CatalogRetriever(p.GetRequiredService<IItemCatalog>(), p.GetRequiredService<IInteractionHistory>()));
        builder.Services.TryAddSingleton(p => new CandidatePipeline(p.GetRequiredService<IItemCatalog>(), p.GetServices<ICandidateRetriever>()));
        builder.Services.TryAddKeyedSingleton(builder.Name, (p, key) => new CatalogRecommender(
            p.GetRequiredKeyedService<InstructionRecommender>(key), p.GetRequiredService<CandidatePipeline>(), p.GetRequiredService<IInteractionHistory>()));
        return builder;
    }
}
