using InstructRec.Recommendation;

namespace InstructRec.Hosting;

/// <summary>One layer around a model, as it stands in the services.</summary>
internal sealed record ModelDecorator(Func<IServiceProvider, IRecommenderModel, IRecommenderModel> Decorate);
