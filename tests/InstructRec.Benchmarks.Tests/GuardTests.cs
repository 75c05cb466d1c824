using InstructRec.Benchmarks.Guarding;
using InstructRec.Benchmarks.Profiling;
using InstructRec.Testing;

namespace InstructRec.Benchmarks.Tests;

/// <summary>The guard notices what got slower, and nothing else.</summary>
[Collection("native")]
public class GuardTests
{
    private readonly float[] _numbers = [.. Enumerable.Range(0, 200_000).Select(i => i * 0.5f)];
    private float _sum;

    [Fact]
    public void A_slowed_kernel_is_noticed_and_an_unchanged_one_is_not()
    {
        StoredRatios stored = new(1.6, "here", new SortedDictionary<string, double>(RatioGuard.Measure(Ratios(1), 9).ToDictionary(m => m.Key, m => m.Value.Median)));

        IReadOnlyList<Regression> worse = RatioGuard.Compare(stored, RatioGuard.Measure(Ratios(8), 9));

        worse.Select(w => w.Name).Should().Equal("slowed");
        worse[0].Factor.Should().BeGreaterThan(1.6);
    }

    [Fact]
    public void One_disturbed_round_is_no_loss()
    {
        StoredRatios stored = new(1.5, "here", new SortedDictionary<string, double> { ["a"] = 1 });

        RatioGuard.Compare(stored, new Dictionary<string, Spread> { ["a"] = Spread.Of([1.0, 1.1, 1.2, 9]) }).Should().BeEmpty();
        RatioGuard.Compare(stored, new Dictionary<string, Spread> { ["a"] = Spread.Of([1.9, 2.0, 2.1, 9]) }).Should().ContainSingle().Which.Factor.Should().BeApproximately(2.05, 1e-9);
        RatioGuard.Compare(stored, new Dictionary<string, Spread> { ["new"] = Spread.Of([9.0]) }).Should().BeEmpty();
    }

    [Fact]
    public void Stored_ratios_come_back_and_a_broken_file_is_named()
    {
        using TemporaryFolder folder = new();
        StoredRatios stored = new(1.6, "here", new SortedDictionary<string, double> { ["a / b"] = 0.75 });
        stored.Write(folder.Of("guard.json"));

        StoredRatios.Read(folder.Of("guard.json")).Should().BeEquivalentTo(stored);
        File.WriteAllText(folder.Of("broken.json"), "{");
        FluentActions.Invoking(() => StoredRatios.Read(folder.Of("broken.json"))).Should().Throw<InstructRecException>().WithMessage("*broken.json*");
        FluentActions.Invoking(() => StoredRatios.Read(folder.Of("nowhere.json"))).Should().Throw<InstructRecException>().WithMessage("*nowhere.json*");
    }

    [Fact]
    public void The_repository_stores_a_ratio_of_everything_that_is_guarded()
    {
        using OwnRatios own = new();

        StoredRatios.Read(RepositoryFolder.Find("benchmarks", "guard.json")).Ratios.Keys.Should().BeEquivalentTo(own.Ratios.Select(r => r.Name));
    }

    private GuardedRatio[] Ratios(int slowed) =>
    [
        new("unchanged", () => Work(1), () => Work(1)),
        new("slowed", () => Work(1), () => Work(slowed)),
    ];

    private void Work(int times)
    {
        for (int i = 0; i < times; i++)
        {
            foreach (float number in _numbers)
            {
                _sum += number;
            }
        }
    }
}
