using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Retrieval;

namespace Shop;

/// <summary>Loads the model and fits the candidate sources while the first visitor still reads the page.</summary>
internal sealed class WarmUp(FilmShop films, T5RecommenderModel model, CandidatePipeline candidates, ILogger<WarmUp> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await candidates.FindAsync(Instruction.Empty, 1, stoppingToken);
            await model.PrepareAsync(films.Catalog.Items, stoppingToken);
            logger.LogInformation("Ready: {Films} films.", films.Catalog.Items.Count);
        }
        catch (InstructRec.InstructRecException exception)
        {
            // The page tells visitors the same when they ask; the shop itself goes on.
            logger.LogError("{Message}", exception.Message);
        }
    }
}
