using InstructRec.Catalog;
using InstructRec.Hosting;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Runtime;
using InstructRec.Scoring;
using InstructRec.Tests.Recommendation;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace InstructRec.Tests.Hosting;

[Collection("native")]
public sealed class RegistrationTests : IDisposable
{
    private static readonly Item[] Films = [new("1", "Heat"), new("2", "Toy Story"), new("3", "Alien")];
    private readonly TinyCheckpoint _checkpoint = new();

    public void Dispose() => _checkpoint.Dispose();

    [Fact]
    public void Every_setting_is_read_from_a_section()
    {
        T5RecommenderOptions options = Options(new()
        {
            ["Checkpoint"] = "films", ["device"] = "auto", ["Precision"] = "bfloat16", ["MaxPromptTokens"] = "256", ["MaxHistory"] = "7",
            ["MaxTitleTokens"] = "32", ["MaxBatchTokens"] = "1000", ["Loading"] = "InBackground", ["ReloadOnChange"] = "true", ["ReloadInterval"] = "00:00:07",
            ["Batching:MaxWait"] = "00:00:00.005", ["Batching:QueueCapacity"] = "9", ["Batching:RejectWhenFull"] = "false", ["Batching:BulkPatience"] = "00:00:03",
            ["Correction:PriorWeight"] = "0.5", ["Correction:PopularityWeight"] = "1.5", ["Correction:LengthPenalty"] = "1", ["Correction:RetrievalWeight"] = "2",
        });

        options.Should().BeEquivalentTo(new T5RecommenderOptions
        {
            Checkpoint = "films", Device = "auto", Precision = WeightPrecision.BFloat16, MaxPromptTokens = 256, MaxHistory = 7,
            MaxTitleTokens = 32, MaxBatchTokens = 1000, Loading = ModelLoading.InBackground, ReloadOnChange = true, ReloadInterval = TimeSpan.FromSeconds(7),
            Batching = new BatchingOptions { MaxWait = TimeSpan.FromMilliseconds(5), QueueCapacity = 9, RejectWhenFull = false, BulkPatience = TimeSpan.FromSeconds(3) },
            Correction = new ScoreCorrection(0.5, 1.5) { LengthPenalty = 1, RetrievalWeight = 2 },
        });
        typeof(T5RecommenderOptions).GetProperties().Where(p => p.PropertyType.IsValueType && p.GetValue(options)!.Equals(p.GetValue(new T5RecommenderOptions())))
            .Select(p => p.Name).Should().BeEmpty("a property that the section cannot set would keep its default");

        using ServiceProvider provider = new ServiceCollection().AddInstructRec(options).Services.BuildServiceProvider();
        provider.GetRequiredService<IOptions<T5RecommenderOptions>>().Value.Should().NotBeSameAs(options).And.BeEquivalentTo(options, "options that are made already are taken as they are");
    }

    [Theory]
    [InlineData("MaxPromptTokens", "many", "*InstructRec:MaxPromptTokens*'many'*whole number*")]
    [InlineData("MaxPromptTokens", "1,024", "*InstructRec:MaxPromptTokens*")]
    [InlineData("Chekpoint", "x", "*InstructRec:Chekpoint*no such setting*")]
    [InlineData("Correction:Prior", "1", "*InstructRec:Correction:Prior*")]
    [InlineData("Precision", "Float8", "*InstructRec:Precision*Float32, BFloat16, Float16*")]
    [InlineData("Precision", "17", "*InstructRec:Precision*")]
    [InlineData("ReloadOnChange", "perhaps", "*InstructRec:ReloadOnChange*true or false*")]
    [InlineData("ReloadInterval", "00:00:00", "*InstructRec:ReloadInterval*10 ms*")]
    [InlineData("MaxPromptTokens", "3", "*InstructRec:MaxPromptTokens*16*")]
    [InlineData("Batching:QueueCapacity", "0", "*InstructRec:Batching:QueueCapacity*")]
    [InlineData("Batching:MaxWait", "soon", "*InstructRec:Batching:MaxWait*'soon'*")]
    [InlineData("Batching:Wait", "1", "*InstructRec:Batching:Wait*no such setting*")]
    [InlineData("Device", "tpu", "*InstructRec:Device*tpu*")]
    [InlineData("Batching:ParallelBatches", "two", "*InstructRec:Batching:ParallelBatches*'two'*")]
    [InlineData("Batching:ParallelBatches", "0", "*InstructRec:Batching:ParallelBatches*1 and 64*")]
    public void A_wrong_setting_is_named_in_full(string key, string value, string message)
    {
        Dictionary<string, string?> settings = new() { ["Checkpoint"] = "films", [key] = value };
        FluentActions.Invoking(() => Options(settings)).Should().Throw<Exception>().WithMessage(message);
    }

    [Theory]
    [InlineData("cuda")]
    [InlineData("auto")]
    public void Batches_at_once_are_for_the_processor(string device)
    {
        Options(new() { ["Checkpoint"] = "films", ["Batching:ParallelBatches"] = "3" }).Batching.ParallelBatches.Should().Be(3);
        Dictionary<string, string?> settings = new() { ["Checkpoint"] = "films", ["Device"] = device, ["Batching:ParallelBatches"] = "2" };
        FluentActions.Invoking(() => Options(settings)).Should().Throw<Exception>().WithMessage($"*InstructRec:Batching:ParallelBatches*'{device}'*");
    }

    [Fact]
    public void Models_of_one_device_share_as_many_threads_as_the_one_that_asks_for_most()
    {
        ServiceCollection services = new();
        services.AddKeyedInstructRec("one", o => o.Checkpoint = _checkpoint.Path);
        services.AddKeyedInstructRec("three", o => (o.Checkpoint, o.Batching.ParallelBatches) = (_checkpoint.Path, 3));
        services.AddKeyedInstructRec("wrong", o => (o.Checkpoint, o.Batching.ParallelBatches) = (_checkpoint.Path, 300));
        using ServiceProvider provider = services.BuildServiceProvider();

        provider.GetRequiredKeyedService<T5RecommenderModel>("one").Should().NotBeSameAs(provider.GetRequiredKeyedService<T5RecommenderModel>("three"));
        provider.GetRequiredService<DeviceWorkers>().For("cpu").Threads.Should().Be(3);
    }

    [Fact]
    public async Task A_wrong_setting_stops_the_host_at_its_start_and_names_the_model()
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Services.AddKeyedInstructRec("films", o => o.Device = "tpu");
        using IHost host = builder.Build();

        (await FluentActions.Awaiting(() => host.StartAsync()).Should().ThrowAsync<OptionsValidationException>()).WithMessage("films: *Checkpoint*");
    }

    [Fact]
    public async Task Models_by_name_are_separate_and_share_the_device()
    {
        using TinyCheckpoint other = new();
        ServiceCollection services = new();
        services.AddInstructRec(o => o.Checkpoint = _checkpoint.Path);
        services.AddKeyedInstructRec("other", o => o.Checkpoint = other.Path);
        await using ServiceProvider provider = services.BuildServiceProvider();

        await provider.GetRequiredService<InstructionRecommender>().JudgeAsync(Instruction.Empty, Films[0]);
        await provider.GetRequiredKeyedService<InstructionRecommender>("other").JudgeAsync(Instruction.Empty, Films[0]);

        provider.GetRequiredService<T5RecommenderModel>().Readiness.Checkpoint.Should().Be(_checkpoint.Path);
        provider.GetRequiredKeyedService<T5RecommenderModel>("other").Readiness.Checkpoint.Should().Be(other.Path);
        provider.GetRequiredService<IRecommenderModel>().Should().NotBeSameAs(provider.GetRequiredKeyedService<IRecommenderModel>("other"));
        provider.GetRequiredService<DeviceWorkers>().For("cpu").Should().BeSameAs(provider.GetRequiredService<DeviceWorkers>().For(" CPU"));
    }

    [Fact]
    public void Decorators_wrap_in_the_order_of_their_lines_the_first_outermost_and_each_is_replaceable()
    {
        MemoryScoreCache mine = new(3);
        ServiceCollection services = new();
        services.AddSingleton<IScoreCache>(mine);
        List<string> order = [];
        services.AddInstructRecModel(_ => new LetterModel()).UseOpenTelemetry().UseCache().Use(m => new Layer(m, "mine"));
        using ServiceProvider provider = services.BuildServiceProvider();

        for (IRecommenderModel? model = provider.GetRequiredService<IRecommenderModel>(); model is not null; model = Inner(model))
        {
            order.Add(model.GetType().Name);
        }

        order.Should().Equal("OpenTelemetryRecommenderModel", "CachingRecommenderModel", "Layer", "LetterModel");
    }

    [Fact]
    public async Task Nothing_is_read_before_first_use_and_the_container_frees_what_was_read()
    {
        ServiceCollection services = new();
        services.AddInstructRec(o => o.Checkpoint = _checkpoint.Path).UseOpenTelemetry().UseCache();
        ServiceProvider provider = services.BuildServiceProvider();
        InstructionRecommender recommender = provider.GetRequiredService<InstructionRecommender>();
        T5RecommenderModel model = provider.GetRequiredService<T5RecommenderModel>();
        model.Readiness.State.Should().Be(ModelState.NotLoaded);
        Task<Ranking>[] asked = [.. Enumerable.Range(0, 8).Select(i => recommender.RankAsync(Instruction.FromText($"wish {i}"), Films).AsTask())];

        await Task.WhenAny(asked);
        model.Readiness.Should().Match<ModelReadiness>(r => r.State == ModelState.Ready && r.CheckpointHash!.Length == 64);
        await provider.DisposeAsync();

        model.Readiness.State.Should().Be(ModelState.Disposed);
        (await Task.WhenAll(asked)).Should().OnlyContain(r => r.Items.Count == 3, "disposal waits for what is under way");
        await FluentActions.Awaiting(() => recommender.RankAsync(Instruction.FromText("late"), Films).AsTask()).Should().ThrowAsync<ObjectDisposedException>();
    }

    [Fact]
    public async Task A_host_that_disposes_synchronously_is_served_too()
    {
        ServiceCollection services = new();
        services.AddInstructRec(o => o.Checkpoint = _checkpoint.Path).UseCache();
        services.AddKeyedInstructRec("other", o => o.Checkpoint = _checkpoint.Path);
        T5RecommenderModel model;
        using (ServiceProvider provider = services.BuildServiceProvider())
        {
            _ = provider.GetRequiredService<InstructionRecommender>();
            await provider.GetRequiredKeyedService<InstructionRecommender>("other").JudgeAsync(Instruction.Empty, Films[0]);
            model = provider.GetRequiredKeyedService<T5RecommenderModel>("other");
        }

        model.Readiness.State.Should().Be(ModelState.Disposed);
    }

    [Fact]
    public async Task Loading_at_start_stops_a_host_without_checkpoint_and_loading_in_the_background_does_not()
    {
        using (IHost refused = TestHosts.With(o => (o.Checkpoint, o.Loading) = ("nowhere", ModelLoading.AtStart)))
        {
            await FluentActions.Awaiting(() => refused.StartAsync()).Should().ThrowAsync<InstructRecException>().WithMessage("nowhere*");
        }

        using (IHost started = TestHosts.With(o => (o.Checkpoint, o.Loading) = (_checkpoint.Path, ModelLoading.AtStart)))
        {
            await started.StartAsync();
            started.Services.GetRequiredService<T5RecommenderModel>().Readiness.State.Should().Be(ModelState.Ready);
            await started.StopAsync();
        }

        using IHost behind = TestHosts.With(o => (o.Checkpoint, o.Loading) = ("nowhere", ModelLoading.InBackground));
        await behind.StartAsync();
        T5RecommenderModel model = behind.Services.GetRequiredService<T5RecommenderModel>();
        await TestHosts.Eventually(() => model.Readiness.State == ModelState.Failed);
        model.Readiness.Failure!.Message.Should().Contain("nowhere");
        await behind.StopAsync();
    }

    private static T5RecommenderOptions Options(Dictionary<string, string?> settings)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"InstructRec:{s.Key}", s.Value))).Build();
        ServiceCollection services = new();
        services.AddInstructRec(configuration.GetSection("InstructRec"));
        using ServiceProvider provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<T5RecommenderOptions>>().Value;
    }

    private static IRecommenderModel? Inner(IRecommenderModel model) =>
        model is DelegatingRecommenderModel ? (IRecommenderModel?)typeof(DelegatingRecommenderModel).GetProperty("InnerModel", System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Instance)!.GetValue(model) : null;

    private sealed class Layer(IRecommenderModel inner, string name) : DelegatingRecommenderModel(inner)
    {
        public override string ToString() => name;
    }
}
