using InstructRec.Evaluation.Protocols;
using InstructRec.Instructions;
using InstructRec.Templates;

namespace InstructRec.Evaluation.Tests.Protocols;

public sealed class AblationTests
{
    [Fact]
    public void Each_row_leaves_out_what_it_names_and_nothing_else()
    {
        ITemplateRegistry whole = TemplateRegistry.Default;
        Ablation.Named("everything").Restrict(whole).All.Should().Equal(whole.All);
        ITemplateRegistry noSwap = Ablation.Named("without swap").Restrict(whole);
        noSwap.All.Should().Equal(whole.All.Where(t => t.Strategy != TemplateStrategy.Swap)).And.HaveCountLessThan(whole.All.Count);
        ITemplateRegistry noWish = Ablation.Named("without I1").Restrict(whole);
        noWish.Find(new TemplateQuery { Intention = IntentionForm.Vague }).Should().BeEmpty();
        noWish.Find(new TemplateQuery { Intention = IntentionForm.Specific }).Should().Equal(whole.Find(new TemplateQuery { Intention = IntentionForm.Specific }));
        ITemplateRegistry noText = Ablation.Named("without P2").Restrict(whole);
        noText.Find(new TemplateQuery { Preference = PreferenceForm.Both }).Should().BeEmpty();
        noText.Find(new TemplateQuery { Preference = PreferenceForm.Implicit }).Should().NotBeEmpty();
        Ablation.Named("untuned").IsTuned.Should().BeFalse();
        FluentActions.Invoking(() => Ablation.Named("without sense")).Should().Throw<InstructRecException>().WithMessage("*without swap*");
    }

    [Fact]
    public void Smaller_numbers_of_templates_are_part_of_larger_ones()
    {
        string[] one = Ids("1 template");
        string[] ten = Ids("10 templates");
        string[] all = Ids("39 templates");
        (one.Length, ten.Length, all.Length).Should().Be((2, 11, 40), "the prior's wording stays beside them");
        ten.Should().Contain(one);
        all.Should().Contain(ten).And.Contain("personal-13");
        one.Should().Contain("rec-01");

        static string[] Ids(string name) => [.. Ablation.Named(name).Restrict(TemplateRegistry.Default).All.Select(t => t.Id)];
    }

    [Fact]
    public void Unseen_wordings_are_one_of_each_key_and_a_model_that_met_one_is_refused()
    {
        UnseenWordings wordings = new(TemplateRegistry.Default);
        wordings.Unseen.Should().NotBeEmpty().And.NotContain(TemplateRegistry.PriorTemplateId).And.OnlyHaveUniqueItems();
        wordings.Training.All.Select(t => t.Id).Should().NotContain(wordings.Unseen);
        foreach (string id in wordings.Unseen)
        {
            InstructionTemplate unseen = TemplateRegistry.Default[id];
            wordings.Training.All.Should().Contain(t => t.Key == unseen.Key && t.Family == unseen.Family, $"{id} has a sister that is learned");
            wordings.Training.TryGet(id, out _).Should().BeFalse();
        }

        wordings.Invoking(w => w.Check(w.Training.All.Select(t => t.Id))).Should().NotThrow();
        wordings.Invoking(w => w.Check([wordings.Unseen[0]])).Should().Throw<InstructRecException>().WithMessage($"*{wordings.Unseen[0]}*");
        new UnseenWordings(TemplateRegistry.Default, 1).Unseen.Should().NotEqual(wordings.Unseen);
    }
}
