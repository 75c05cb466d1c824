using InstructRec.Extensions.AI.Tests;
using InstructRec.Testing;

namespace Evaluate.Tests;

/// <summary>What stands beside the tables: pictures, a chat model with its cost, another catalogue, ablations.</summary>
public sealed class StudyTests
{
    [Fact]
    public void Pictures_are_drawn_for_every_set_of_candidates_and_of_a_model_by_template_and_calibration()
    {
        using TemporaryFolder folder = new();
        ChildProcess run = Sample.Run(folder, "--systems popularity,plain --people 40 --plots pictures");
        run.Error.Should().BeEmpty();
        run.Output.Should().Contain("Pictures in pictures");
        Directory.GetFiles(folder.Of("pictures")).Select(Path.GetFileName).Should().BeEquivalentTo(
            "test.random9.history-length.png", "test.random9.popularity.png", "test.random9.calibration.png", "templates.png");
        foreach (string file in Directory.GetFiles(folder.Of("pictures")))
        {
            File.ReadAllBytes(file)[..8].Should().Equal([0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10]);
        }
    }

    [Fact]
    public void A_chat_model_stands_beside_the_others_on_a_sample_with_its_cost_and_is_not_paid_twice()
    {
        using TemporaryFolder folder = new();
        LampShop.Write(folder.Of("shop"));

        // Whoever reads the candidates' numbers backwards; one answer in the middle is a refusal.
        using ChatEndpoint endpoint = new((number, _) => new Reply(number == 7 ? "I'd rather not" : "10, 9, 8, 7, 6, 5, 4, 3, 2, 1"));
        string command = $"--data shop --systems random,chat --people 20 --chat {endpoint.Address} --chat-model test-model --out run";
        ChildProcess run = Sample.Run(folder, command);
        run.Error.Should().BeEmpty();
        run.Output.Should().Contain("chat model test-model").And.Contain("20 questions asked, 0 known").And.Contain("2,000 tokens in, 400 out").And.Contain("5.0 % of the answers");
        File.ReadAllText(folder.Of("run", "results.md")).Should().Contain("2,000 tokens in");
        endpoint.Requests.Should().Be(20);

        foreach (string answers in Directory.GetFiles(folder.Of("run", "answers")))
        {
            File.Delete(answers);
        }

        Sample.Run(folder, command).Output.Should().Contain("0 questions asked, 20 known");
        endpoint.Requests.Should().Be(20, "answers are kept");
        Sample.Run(folder, "--data shop --systems chat").Error.Should().Contain("--chat");
    }

    [Fact]
    public void Zero_shot_leaves_out_whoever_took_what_the_model_may_know()
    {
        using TemporaryFolder folder = new();
        LampShop.Write(folder.Of("shop"));
        LampShop.Write(folder.Of("other"));
        File.WriteAllLines(folder.Of("other", "items.csv"), File.ReadAllLines(folder.Of("other", "items.csv")).Select((line, i) => i is > 0 and <= 20 ? line.Replace("lamp", "chair", StringComparison.Ordinal) : line));
        ChildProcess run = Sample.Run(folder, "--data shop --systems random --zero-shot other");
        run.Error.Should().BeEmpty();
        run.Output.Should().Contain("20 of 40 titles").And.Contain("test.random9, zero-shot");
        Sample.Run(folder, "--data shop --systems random --zero-shot shop").Error.Should().Contain("every target");
    }

    [Fact]
    public void Several_seeds_and_several_models_get_a_row_each_and_a_table_of_their_spread_against_whom_one_likes()
    {
        using TemporaryFolder folder = new();
        LampShop.Write(folder.Of("shop"));
        const string trained = "--data shop --systems popularity,bpr,random --seeds 2 --against bpr --out seeds";
        ChildProcess run = Sample.Run(folder, trained);
        run.Error.Should().BeEmpty();
        string table = File.ReadAllText(folder.Of("seeds", "results.md"));
        table.Should().Contain("| BPR, seed 2020 |").And.Contain("| BPR, seed 2021 |").And.Contain("| HR@1 minus BPR, seed 2020 |");
        table.Should().MatchRegex(@"\| BPR \| [.\d]+ ± [.\d]+ \([.\d]+–[.\d]+, 2 seeds\) \| – \| – \|").And.MatchRegex(@"\| random \| .*one training \| -?[.\d]+ \(");
        Directory.GetFiles(folder.Of("seeds"), "bpr-*.bin").Should().HaveCount(2);

        string model = RepositoryFolder.Find("samples", "QuickStart", "Model");
        ChildProcess models = Sample.Run(folder, $"--systems popularity,model --people 30 --model {model},{model} --out models");
        models.Error.Should().BeEmpty();
        File.ReadAllText(folder.Of("models", "results.md")).Should().Contain("T5, corrected score, model 2").And.MatchRegex(@"T5, corrected score \| [.\d]+ ± \.0000");
        Sample.Run(folder, "--systems random --against nobody").Error.Should().Contain("nobody");
    }

    [Fact]
    public void Words_are_learned_from_the_same_minutes_and_too_many_are_refused()
    {
        using TemporaryFolder folder = new();
        LampShop.Write(folder.Of("shop"));
        ChildProcess run = Sample.Run(folder, "ablations --data shop --minutes 0.1 --words 0.2 --rows everything,untuned --out run");
        run.Error.Should().BeEmpty();
        File.ReadAllText(folder.Of("run", "ablations.md")).Should().MatchRegex(@"\| everything \| [1-9]\d* \|").And.Contain("--words 0.2");
        Sample.Run(folder, "ablations --data shop --minutes 0.02 --words 400 --rows everything --out never").Error.Should().Contain("--words").And.Contain("none are left");
    }

    [Fact]
    public void Ablations_train_for_as_much_processor_time_each_and_say_what_is_missing_where()
    {
        using TemporaryFolder folder = new();
        LampShop.Write(folder.Of("shop"));
        const string command = "ablations --data shop --minutes 0.03 --rows everything,without-swap,without-I2,untuned,unseen-wordings,listwise --seeds 2 --out run";
        ChildProcess run = Sample.Run(folder, command);
        run.Error.Should().BeEmpty();
        string table = File.ReadAllText(folder.Of("run", "ablations.md"));
        table.Should().Contain("| HR@1 minus everything, corrected score | ⟨P1,I0,T2⟩").And.Contain("| without-swap |").And.Contain("| listwise |").And.Contain("| everything, seed 2 |");
        table.Should().Contain("⟨P1+P2,I0,T2⟩").And.Contain("2 seeds)").And.Contain("the model that never met it");
        run.Output.Should().Contain("there is no one to ask about by ⟨P1,I2,T2⟩", "what is left out is said");
        table.Should().MatchRegex(@"\| untuned \| 0 \|").And.MatchRegex(@"\| everything \| [1-9]\d* \|");
        Sample.Run(folder, command).Output.Should().Contain("Kept in run");
        File.ReadAllText(folder.Of("run", "ablations.md")).Should().Be(table);
        Sample.Run(folder, "ablations --rows without-sense").Error.Should().Contain("without-sense");
        Sample.Run(folder, "ablations --minutes soon").Error.Should().Contain("'soon'");
    }

    [Fact]
    public void Changes_of_the_training_are_one_thing_each_against_the_same_base()
    {
        using TemporaryFolder folder = new();
        LampShop.Write(folder.Of("shop"));
        const string command = "changes --data shop --minutes 0.03 --rows batch-negatives,candidates-in-prompt,shorter-histories --out run";
        ChildProcess run = Sample.Run(folder, command);
        run.Error.Should().BeEmpty();
        string table = File.ReadAllText(folder.Of("run", "changes.md"));
        table.Should().MatchRegex(@"\| base \| [1-9]\d* \|").And.Contain("| HR@1 minus base, corrected score | ⟨P1,I0,T2⟩").And.Contain("| candidates-in-prompt (T3) |").And.MatchRegex(@"\| shorter-histories \| -?\.\d+ \(");
        File.ReadAllText(Directory.GetFiles(folder.Of("run", "models"), "instructrec.json", SearchOption.AllDirectories).Single(f => f.Contains("shorter-histories", StringComparison.Ordinal)))
            .Should().MatchRegex(@"""maxHistory"": ?5\b", "a model that learned from five items is asked about five");
        Directory.GetFiles(folder.Of("run", "models"), "*T3*.plain.tsv", SearchOption.AllDirectories).Should().ContainSingle("who learned with candidates in the prompt is asked so")
            .Which.Should().Contain("candidates-in-prompt");
        Sample.Run(folder, "changes --rows without-swap").Error.Should().Contain("without-swap").And.Contain("one-target");
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("ablations --help")]
    [InlineData("changes --minutes 2 -h")]
    public void Whoever_asks_for_help_anywhere_gets_it(string arguments)
    {
        using TemporaryFolder folder = new();
        ChildProcess run = Sample.Run(folder, arguments);
        run.ExitCode.Should().Be(0);
        run.Output.Should().Contain("--rows LIST");
    }
}
