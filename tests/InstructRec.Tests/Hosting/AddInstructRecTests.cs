using InstructRec.Catalog;
using InstructRec.Hosting;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Tests.Recommendation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace InstructRec.Tests.Hosting;

[Collection("native")]
public class AddInstructRecTests
{
    [Fact]
    public async Task One_line_gives_a_recommender_that_ranks()
    {
        using TinyCheckpoint checkpoint = new();
        ServiceCollection services = new();
        services.AddInstructRec(o => o.Checkpoint = checkpoint.Path);
        await using ServiceProvider provider = services.BuildServiceProvider();

        Ranking ranking = await provider.GetRequiredService<InstructionRecommender>()
            .RankAsync(Instruction.FromText("a film about toys"), [new Item("1", "Heat"), new Item("2", "Toy Story")]);

        ranking.Items.Should().HaveCount(2);
        ranking.Prompts[0].Text.Should().Contain("a film about toys");
    }

    [Fact]
    public void A_wrong_setting_is_named()
    {
        ServiceCollection services = new();
        services.AddInstructRec(o => o.MaxPromptTokens = 3);
        using ServiceProvider provider = services.BuildServiceProvider();

        FluentActions.Invoking(provider.GetRequiredService<InstructionRecommender>).Should().Throw<OptionsValidationException>().WithMessage("*Checkpoint*");
    }

    [Fact]
    public void A_model_of_the_hosts_own_wins()
    {
        ServiceCollection services = new();
        services.AddSingleton<IRecommenderModel>(new LetterModel());
        services.AddInstructRec(o => o.Checkpoint = "unused");
        using ServiceProvider provider = services.BuildServiceProvider();

        provider.GetRequiredService<IRecommenderModel>().Should().BeOfType<LetterModel>();
        provider.GetRequiredService<InstructionRecommender>().Should().BeSameAs(provider.GetRequiredService<InstructionRecommender>());
    }
}
