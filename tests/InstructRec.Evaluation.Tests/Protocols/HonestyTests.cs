using InstructRec.Catalog;
using InstructRec.Data;
using InstructRec.Data.Candidates;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Baselines;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Protocols;
using InstructRec.Testing;

namespace InstructRec.Evaluation.Tests.Protocols;

/// <summary>What must never make a number better without being said.</summary>
public sealed class HonestyTests
{
    private static readonly LeaveOneOutSplit Split = ProtocolWorld.Films;
    private static readonly CandidateSet Candidates = FrozenCandidates.Draw(Split, SplitPart.Test) is var all ? all with { Rows = [.. all.Rows.Take(150)] } : all;

    [Fact]
    public async Task A_killed_run_goes_on_where_it_stopped_and_ends_with_the_same_answers()
    {
        using TemporaryFolder folder = new();
        LeaveOneOutProtocol protocol = new(Split, SplitPart.Test, Candidates, new ProtocolOptions { BatchSize = 20 });
        EvaluationResult whole = await protocol.RunAsync(new Counted());
        EvaluationJournal journal = new(folder.Of("answers.tsv"));
        Counted killed = new() { FailAfter = 70 };
        await protocol.Awaiting(p => p.RunAsync(killed, journal)).Should().ThrowAsync<InvalidOperationException>();

        // A kill can cut the last line anywhere.
        File.WriteAllText(journal.Path, File.ReadAllText(journal.Path)[..^9]);
        Counted rest = new();
        EvaluationResult resumed = await protocol.RunAsync(rest, journal);
        rest.Asked.Should().Be(150 - 40, "of 60 answers the last batch was cut");
        resumed.Ranks.Should().Equal(whole.Ranks);
        resumed.Answers.Select(a => a.TopProbability).Should().Equal(whole.Answers.Select(a => a.TopProbability));
        Counted none = new();
        (await protocol.RunAsync(none, journal)).Ranks.Should().Equal(whole.Ranks);
        none.Asked.Should().Be(0);

        Counted other = new();
        await new LeaveOneOutProtocol(Split, SplitPart.Test, Candidates, new ProtocolOptions { ShuffleSeed = 1, BatchSize = 20 }).RunAsync(other, journal);
        other.Asked.Should().Be(150, "answers to other questions are not taken over");
    }

    [Fact]
    public async Task A_system_that_has_counted_what_is_to_be_foretold_is_not_even_asked()
    {
        LeaveOneOutProtocol protocol = new(Split, SplitPart.Test, Candidates);
        int[] everything = new int[Split.Dataset.Items.Count];
        for (int person = 0; person < Split.Dataset.PersonCount; person++)
        {
            foreach (int item in Split.Dataset.History(person))
            {
                everything[item]++;
            }
        }

        IEvaluatedSystem[] leaking =
        [
            new CandidateSourceBaseline(new Retrieval.Popularity(everything)),
            new CandidateSourceBaseline(Retrieval.ItemKnn.Fit(Split.Dataset.Items.Count, Split.Dataset.PersonCount, p => Split.Dataset.History(p))),
            new InstructionSystem("a model with such a prior", Split.Dataset, InstructionSystem.Sequential(Split.Dataset), (_, _) => throw new InvalidOperationException("asked")) { InteractionCounts = everything },
        ];
        foreach (IEvaluatedSystem system in leaking)
        {
            (await protocol.Awaiting(p => p.RunAsync(system)).Should().ThrowAsync<InstructRecException>())
                .Which.Should().Match<InstructRecException>(e => e.Kind == InstructRecErrorKind.Leakage && e.Message.Contains(system.Name));
        }

        (await protocol.RunAsync(StandardBaselines.ItemKnn(Split))).Ranks.Should().HaveCount(150);
        (await protocol.RunAsync(StandardBaselines.Popularity(Split))).Ranks.Should().HaveCount(150);
    }

    [Fact]
    public async Task Whoever_reads_places_is_found_out()
    {
        PositionSensitivity first = await PositionSensitivity.RunAsync(Split, SplitPart.Test, Candidates, new FirstIsBest());
        first.Places.Select(p => p.Mean).Should().Equal(1, 0, 0, 0, 0, 0, 0, 0, 0, 0);
        first.Spread.Should().Be(1);
        PositionSensitivity popular = await PositionSensitivity.RunAsync(Split, SplitPart.Test, Candidates, StandardBaselines.Popularity(Split));
        popular.Spread.Should().BeLessThan(1e-12);
        first.ToMarkdown().Should().Contain("| 1 | 1.0000");
    }

    [Fact]
    public void Fewer_candidates_than_asked_for_name_person_and_item()
    {
        CandidateRow row = Candidates.Rows[3] with { Negatives = [.. Candidates.Rows[3].Negatives.Take(3)] };
        CandidateSet few = Candidates with { Rows = [row] };
        FluentActions.Invoking(() => new LeaveOneOutProtocol(Split, SplitPart.Test, few, new ProtocolOptions { LeastCandidates = 6 }))
            .Should().Throw<InstructRecException>().WithMessage($"*'{Split.Dataset.People[row.Person]}'*'{Split.Dataset.Items[row.Target].Id}'*4 candidates, 6*");
    }

    [Fact]
    public async Task The_full_catalogue_is_everyone_elses_items_and_what_is_not_among_them_is_named()
    {
        CandidateSet full = FullCatalog.Candidates(Split, SplitPart.Test, 5);
        full.Rows.Should().HaveCount(5);
        full.Rows[0].Negatives.Should().HaveCountGreaterThan(9000).And.NotContain(Split.Dataset.History(full.Rows[0].Person).ToArray());
        EvaluationResult result = await new LeaveOneOutProtocol(Split, SplitPart.Test, full).RunAsync(StandardBaselines.ItemKnn(Split));
        result.Answers[0].Top.Should().HaveCount(5).And.NotContain(Split.Input(full.Rows[0].Person, SplitPart.Test).ToArray());
    }

    [Fact]
    public void Zero_shot_leaves_out_what_was_met_under_another_id()
    {
        Item[] learned = [new("x", "The  MATRIX (1999)"), new("y", "Nothing else")];
        ZeroShotCatalog catalog = new(learned, Split.Dataset.Items);
        catalog.KnownCount.Should().Be(1);
        int matrix = Split.Dataset.Items.ToList().FindIndex(i => i.Title == "The Matrix (1999)");
        catalog.IsKnown(matrix).Should().BeTrue();
        CandidateSet all = FrozenCandidates.Draw(Split, SplitPart.Test);
        catalog.Unknown(Split, all).Rows.Should().OnlyContain(r => r.Target != matrix);
        FluentActions.Invoking(() => new ZeroShotCatalog(Split.Dataset.Items, Split.Dataset.Items).Unknown(Split, all)).Should().Throw<InstructRecException>();
    }

    [Fact]
    public void Noise_is_seeded_touches_titles_only_and_grows_with_its_rate()
    {
        InteractionDataset noisy = new NoisyTitles(0.2, 7).Of(Split.Dataset);
        noisy.Items.Select(i => i.Title).Should().Equal(new NoisyTitles(0.2, 7).Of(Split.Dataset).Items.Select(i => i.Title));
        noisy.Items.Select(i => i.Id).Should().Equal(Split.Dataset.Items.Select(i => i.Id));
        noisy.Items.Should().OnlyContain(i => i.Title.Length > 0);
        double Changed(double rate) => new NoisyTitles(rate).Of(Split.Dataset).Items.Zip(Split.Dataset.Items, (a, b) => a.Title == b.Title ? 0.0 : 1.0).Average();
        Changed(0).Should().Be(0);
        Changed(0.05).Should().BeInRange(0.4, 0.9).And.BeLessThan(Changed(0.3));
    }

    [Fact]
    public async Task The_template_is_chosen_where_validation_says()
    {
        CandidateSet valid = FrozenCandidates.Draw(Split, SplitPart.Validation);
        TemplateSelection chosen = await TemplateSelection.ChooseAsync(
            Split, valid, ["a", "b", "c"], id => id == "b" ? StandardBaselines.Popularity(Split) : new RandomBaseline(id[0]), new ProtocolOptions { PersonSample = 200 });
        chosen.Chosen.Should().Be("b");
        chosen.Results.Should().HaveCount(3).And.OnlyContain(r => r.Result.Part == SplitPart.Validation && r.Result.People.Count == 200);
    }

    private sealed class FirstIsBest : IEvaluatedSystem
    {
        public string Name => "first";

        public ValueTask<IReadOnlyList<IReadOnlyList<double>>> ScoreAsync(IReadOnlyList<EvaluationRequest> requests, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyList<IReadOnlyList<double>>>([.. requests.Select(r => (IReadOnlyList<double>)[.. Enumerable.Range(0, r.Candidates.Length).Select(i => (double)-i)])]);
    }

    private sealed class Counted : IEvaluatedSystem
    {
        private readonly RandomBaseline _random = new(3);

        public int Asked { get; private set; }

        public int FailAfter { get; init; } = int.MaxValue;

        public string Name => "counted";

        public ValueTask<IReadOnlyList<IReadOnlyList<double>>> ScoreAsync(IReadOnlyList<EvaluationRequest> requests, CancellationToken cancellationToken = default)
        {
            Asked += requests.Count;
            return Asked > FailAfter ? throw new InvalidOperationException("killed") : _random.ScoreAsync(requests, cancellationToken);
        }
    }
}
