using InstructRec.Benchmarks.Guarding;
using InstructRec.Benchmarks.Profiling;
using InstructRec.Benchmarks.Running;
using InstructRec.T5;
using InstructRec.Testing;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Tests;

/// <summary>The guard notices what got slower, and nothing else.</summary>
[Collection("native")]
public class GuardTests
{
    [SkippableTheory]
    [InlineData("linear 512")]
    [InlineData("one row 512")]
    public void A_kernel_that_does_its_work_twice_is_noticed_and_the_same_one_is_not(string ratio)
    {
        using (Tensor few = zeros(1, 32), loads = zeros(32, 32))
        {
            Skip.IfNot(OneDnnLinear.OfProcess.IsAvailable, "This libtorch does not export oneDNN's linear.");
            using IDisposable grad = no_grad();
            Skip.IfNot(StreamedLinear.OfProcess.CanRun(few, loads), "This processor has no AVX2.");
        }

        using TemporaryFolder folder = new();
        string file = folder.Of("guard.json");
        Arguments arguments = Guard("--only", ratio, "--rounds", "15", "--strict", "yes");
        using TorchThreads threads = new(1);
        using OwnRatios own = new(), slowed = new(SlowedLinear.Create(), new TwiceStreamed());
        GuardCommand.Run(arguments, own, null, file).Should().Be(0);
        StoredRatios stored = StoredRatios.Read(file);

        // The real kernel as it is, and slowed where it runs.
        GuardCommand.Run(arguments, own, stored, file).Should().Be(0, "nothing changed");
        GuardCommand.Run(arguments, slowed, stored, file).Should().Be(3, "every product is computed twice");
        RatioGuard.Compare(stored, RatioGuard.Measure([.. slowed.Ratios.Where(r => r.Name.StartsWith(ratio, StringComparison.Ordinal))], 5)).Should().ContainSingle()
            .Which.Factor.Should().BeGreaterThan(stored.Ratios.Single().Value.Tolerance);
    }

    [SkippableFact]
    public void The_slowed_kernel_computes_the_same()
    {
        using Tensor x = rand(512, 64), weight = rand(96, 64), expected = nn.functional.linear(x, weight);
        Skip.IfNot(OneDnnLinear.OfProcess.IsAvailable, "This libtorch does not export oneDNN's linear.");

        using Tensor found = SlowedLinear.Create().Apply(x, weight);

        (found - expected).abs().max().item<float>().Should().BeLessThan(1e-4f);
    }

    [Fact]
    public void One_disturbed_round_is_no_loss_and_each_ratio_has_its_own_tolerance()
    {
        StoredRatios stored = Stored(("a", 1, 1.5), ("b", 1, 2.5));

        RatioGuard.Compare(stored, new Dictionary<string, Spread> { ["a"] = Spread.Of([1.0, 1.1, 1.2, 9]) }).Should().BeEmpty();
        RatioGuard.Compare(stored, new Dictionary<string, Spread> { ["a"] = Spread.Of([1.9, 2.0, 2.1, 9]) }).Should().ContainSingle().Which.Factor.Should().BeApproximately(2.05, 1e-9);
        RatioGuard.Compare(stored, new Dictionary<string, Spread> { ["b"] = Spread.Of([1.9, 2.0, 2.1, 9]) }).Should().BeEmpty();
        RatioGuard.Compare(stored, new Dictionary<string, Spread> { ["new"] = Spread.Of([9.0]) }).Should().BeEmpty();
    }

    [Theory]
    [InlineData(1.00, 1.00, 1.25)]
    [InlineData(0.95, 1.05, 1.40)]
    [InlineData(0.50, 3.00, 1.80)]
    public void A_tolerance_comes_from_the_spread_and_never_hides_twice_the_work(double low, double high, double expected) =>
        StoredRatios.Tolerance(new Spread(1, low, high)).Should().BeApproximately(expected, 1e-9);

    [Fact]
    public void Stored_ratios_come_back_and_a_broken_file_is_named()
    {
        using TemporaryFolder folder = new();
        StoredRatios stored = Stored(("a / b", 0.75, 1.3));
        stored.Write(folder.Of("guard.json"));

        StoredRatios.Read(folder.Of("guard.json")).Should().BeEquivalentTo(stored);
        foreach ((string name, string text) in new[] { ("broken.json", "{"), ("loose.json", """{"machine":"m","date":"d","ratios":{"a":{"ratio":1,"tolerance":1}}}"""), ("empty.json", """{"machine":"m","date":"d","ratios":{}}""") })
        {
            File.WriteAllText(folder.Of(name), text);
            FluentActions.Invoking(() => StoredRatios.Read(folder.Of(name))).Should().Throw<InstructRecException>().WithMessage($"*{name}*");
        }

        FluentActions.Invoking(() => StoredRatios.Read(folder.Of("nowhere.json"))).Should().Throw<InstructRecException>().WithMessage("*nowhere.json*");
    }

    [Fact]
    public void The_repository_stores_a_ratio_of_everything_that_is_guarded()
    {
        using OwnRatios own = new();

        StoredRatios.Read(RepositoryFolder.Find("benchmarks", "guard.json")).Ratios.Keys.Should().BeEquivalentTo(own.Ratios.Select(r => r.Name));
    }

    private static Arguments Guard(params string[] arguments) => Arguments.Parse(arguments, GuardCommand.Usage, "--file", "--rounds", "--only", "--update", "--strict");

    private static StoredRatios Stored(params (string Name, double Ratio, double Tolerance)[] ratios) =>
        new("here", "now", new SortedDictionary<string, StoredRatio>(ratios.ToDictionary(r => r.Name, r => new StoredRatio(r.Ratio, r.Tolerance))));
}
