using InstructRec.Catalog;
using InstructRec.Hosting;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Tests.Recommendation;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace InstructRec.Tests.Hosting;

/// <summary>A checkpoint that is replaced while the host runs.</summary>
[Collection("native")]
public sealed class ReloadingTests : IDisposable
{
    private static readonly Item[] Films = [new("1", "Heat"), new("2", "Toy Story"), new("3", "Alien")];
    private readonly TinyCheckpoint _checkpoint = new();

    public void Dispose() => _checkpoint.Dispose();

    [Fact]
    public async Task A_configuration_that_names_another_checkpoint_swaps_the_weights_or_is_refused_with_a_reason()
    {
        using TinyCheckpoint other = new();
        File.AppendAllText(Path.Combine(other.Path, "config.json"), " ");
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["A:Checkpoint"] = _checkpoint.Path, ["A:ReloadOnChange"] = "true", ["A:Loading"] = "AtStart" }).Build();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddInstructRec(configuration.GetSection("A"));
        using IHost host = builder.Build();
        await host.StartAsync();
        T5RecommenderModel model = host.Services.GetRequiredService<T5RecommenderModel>();
        string? first = model.Readiness.CheckpointHash;

        configuration["A:Checkpoint"] = other.Path;
        configuration.Reload();
        await TestHosts.Eventually(() => model.Readiness.Checkpoint == other.Path);
        model.Readiness.CheckpointHash.Should().NotBe(first);

        configuration["A:Checkpoint"] = "nowhere";
        configuration.Reload();
        await TestHosts.Eventually(() => model.Readiness.Failure is not null);
        model.Readiness.Should().Match<ModelReadiness>(r => r.State == ModelState.Ready && r.Checkpoint == other.Path && r.Failure!.Message.Contains("nowhere"));
        await host.StopAsync();
    }

    [Fact]
    public async Task Only_the_model_whose_section_names_another_checkpoint_is_reloaded()
    {
        using TinyCheckpoint other = new();
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(new[] { "A", "B" }.SelectMany(section => new Dictionary<string, string?>
        {
            [$"{section}:Checkpoint"] = _checkpoint.Path, [$"{section}:ReloadOnChange"] = "true", [$"{section}:Loading"] = "AtStart",
        })).Build();
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddKeyedInstructRec("a", configuration.GetSection("A"));
        builder.Services.AddKeyedInstructRec("b", configuration.GetSection("B"));
        using IHost host = builder.Build();
        await host.StartAsync();
        T5RecommenderModel changed = host.Services.GetRequiredKeyedService<T5RecommenderModel>("a");
        T5RecommenderModel left = host.Services.GetRequiredKeyedService<T5RecommenderModel>("b");

        configuration["A:Checkpoint"] = other.Path;
        configuration.Reload();
        await TestHosts.Eventually(() => changed.Readiness.Checkpoint == other.Path);

        // It waits its turn behind whatever the change has sent to the device.
        await host.Services.GetRequiredKeyedService<InstructionRecommender>("b").RankAsync(Instruction.Empty, Films);
        left.Readiness.Checkpoint.Should().Be(_checkpoint.Path);
        await host.StopAsync();
    }

    [Fact]
    public async Task Files_that_are_replaced_in_their_folder_are_read_again_or_refused_with_a_reason()
    {
        string weights = Path.Combine(_checkpoint.Path, "model.safetensors");
        byte[] whole = File.ReadAllBytes(weights);
        using IHost host = TestHosts.With(o => (o.Checkpoint, o.Loading, o.ReloadOnChange, o.ReloadInterval) = (_checkpoint.Path, ModelLoading.AtStart, true, TimeSpan.FromMilliseconds(20)));
        await host.StartAsync();
        T5RecommenderModel model = host.Services.GetRequiredService<T5RecommenderModel>();
        string? first = model.Readiness.CheckpointHash;

        File.WriteAllBytes(weights, whole[..^100]);
        await TestHosts.Eventually(() => model.Readiness.Failure is not null);
        model.Readiness.Should().Match<ModelReadiness>(r => r.State == ModelState.Ready && r.CheckpointHash == first && r.Failure!.Message.Contains("model.safetensors"));
        await host.Services.GetRequiredService<InstructionRecommender>().RankAsync(Instruction.Empty, Films);

        whole.AsSpan(whole.Length - 64).Clear();
        File.WriteAllBytes(weights, whole);
        await TestHosts.Eventually(() => model.Readiness.CheckpointHash != first);
        model.Readiness.Failure.Should().BeNull();
        await host.Services.GetRequiredService<InstructionRecommender>().RankAsync(Instruction.Empty, Films);
        await host.StopAsync();
    }
}
