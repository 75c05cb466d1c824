using InstructRec.Catalog;
using InstructRec.Data;
using InstructRec.Data.Leakage;
using InstructRec.Data.Splits;
using InstructRec.Instructions;
using InstructRec.Testing;
using InstructRec.Tokenization;
using InstructRec.Training.Batches;
using InstructRec.Training.Mixtures;

namespace InstructRec.Training.Tests.Mixtures;

public sealed class InstructionMixtureTests
{
    private static readonly LeaveOneOutSplit Split = new(Invented());

    [Fact]
    public void Never_touches_what_is_to_be_foretold()
    {
        InstructionMixture mixture = new(Split, tokenizer: null);
        List<MixtureExample> examples = [.. Enumerable.Range(0, mixture.Count).Select(i => mixture.Write(0, i)!)];
        new LeakageChecker(Split).FindInTraining(examples.Select(e => e.Positions)).Should().BeEmpty();
        examples.Select(e => e.Task).Distinct().Should().BeEquivalentTo(Enum.GetValues<MixtureTask>());
    }

    [Fact]
    public void Shows_no_item_that_only_validation_and_test_know()
    {
        // Each person's last two items are theirs alone.
        InstructionMixture mixture = new(Split, tokenizer: null);
        for (int index = 0; index < mixture.Count; index++)
        {
            MixtureExample example = mixture.Write(1, index)!;
            (example.Formatted.Text + example.Formatted.Target).Should().NotContain("Hidden");
        }
    }

    [Fact]
    public void Makes_no_wish_of_an_item_that_is_held_out()
    {
        ItemSplit items = new([.. Enumerable.Range(0, Split.Dataset.Items.Count)]);
        InstructionMixture mixture = new(Split, tokenizer: null, new MixtureOptions { Shares = new Dictionary<MixtureTask, double> { [MixtureTask.Search] = 1 }, QueryItems = items });
        TrainingPositions places = new(Split);
        int held = 0;
        for (int index = 0; index < mixture.Count; index++)
        {
            (int person, int place) = places.At(index);
            MixtureTask expected = items.HoldsOut(Split.Training(person)[place]) ? MixtureTask.Sequential : MixtureTask.Search;
            held += expected == MixtureTask.Sequential ? 1 : 0;
            mixture.Write(0, index)!.Task.Should().Be(expected);
        }

        held.Should().BePositive();
    }

    [Fact]
    public void Half_of_the_judgements_are_yes()
    {
        MixtureOptions options = new() { Shares = new Dictionary<MixtureTask, double> { [MixtureTask.Pointwise] = 1 } };
        InstructionMixture mixture = new(Split, tokenizer: null, options);
        List<MixtureExample> examples = [.. Enumerable.Range(0, 2000).Select(i => mixture.Write(i / mixture.Count, i % mixture.Count)!)];
        examples.Average(e => e.Formatted.Target == e.Formatted.Template.Answers!.First ? 1.0 : 0).Should().BeApproximately(0.5, 0.05);
        examples.Should().AllSatisfy(e => e.Formatted.Template.Task.Should().Be(TaskForm.Pointwise));
    }

    [Fact]
    public void An_example_is_made_again_alike_and_otherwise_in_the_next_epoch()
    {
        T5Tokenizer tokenizer = T5Tokenizer.Load(GoldenRoot.Of("tokenizer", "spiece.model"));
        InstructionMixture mixture = new(Split, tokenizer);
        TrainingExample one = mixture.Create(0, 40)!, again = new InstructionMixture(Split, tokenizer).Create(0, 40)!;
        again.InstructionIds.Should().Equal(one.InstructionIds);
        again.Targets.SelectMany(t => t.TokenIds).Should().Equal(one.Targets.SelectMany(t => t.TokenIds));
        Enumerable.Range(1, 5).Select(e => mixture.Create(e, 40)!).Should().Contain(e => !e.InstructionIds.SequenceEqual(one.InstructionIds));
    }

    [Fact]
    public void Several_next_items_share_an_instruction_and_long_titles_are_cut_before_the_end()
    {
        T5Tokenizer tokenizer = T5Tokenizer.Load(GoldenRoot.Of("tokenizer", "spiece.model"));
        InstructionMixture mixture = new(Split, tokenizer, MixtureOptions.SequentialOnly with { MaxTitleTokens = 4 });
        for (int index = 0; index < 60; index++)
        {
            TrainingExample example = mixture.Create(0, index)!;
            example.Targets.Count.Should().BeInRange(1, 8);
            example.Targets.Should().AllSatisfy(t => t.TokenIds.Count.Should().BeLessThanOrEqualTo(4)).And.AllSatisfy(t => t.TokenIds[^1].Should().Be(tokenizer.EndId));
        }

        Enumerable.Range(0, 60).Max(i => mixture.Create(0, i)!.Targets.Count).Should().Be(8);
    }

    [Fact]
    public void The_vocabulary_of_the_corpus_writes_every_instruction_without_unknowns()
    {
        SentencePieceModel cut = InstructionCorpus.Vocabulary(T5Tokenizer.Load(GoldenRoot.Of("tokenizer", "spiece.model")), Split);
        T5Tokenizer tokenizer = new(cut, extraIds: 0);
        InstructionMixture mixture = new(Split, tokenizer);
        for (int index = 0; index < mixture.Count; index += 3)
        {
            mixture.Create(0, index)!.InstructionIds.Should().NotContain(tokenizer.UnknownId);
        }
    }

    private static InteractionDataset Invented()
    {
        string[] genres = ["Comedy", "Drama", "Horror", "Western"];
        InteractionDatasetBuilder builder = new();
        for (int item = 0; item < 80; item++)
        {
            builder.TryAddItem(new Item($"i{item}", $"The {genres[item % 4]} of Number {item}") { Attributes = new Dictionary<string, IReadOnlyList<string>> { ["genre"] = [genres[item % 4]] } });
        }

        for (int person = 0; person < 30; person++)
        {
            builder.TryAddItem(new Item($"v{person}", $"Hidden Validation {person}"));
            builder.TryAddItem(new Item($"t{person}", $"Hidden Test {person}"));
            for (int i = 0; i < 12 + (person % 9); i++)
            {
                builder.TryAddInteraction($"p{person}", $"i{(person * 7 + i * 3) % 80}");
            }

            builder.TryAddInteraction($"p{person}", $"v{person}");
            builder.TryAddInteraction($"p{person}", $"t{person}");
        }

        return builder.Build("invented");
    }
}
