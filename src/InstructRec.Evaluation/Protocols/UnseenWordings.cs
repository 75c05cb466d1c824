using InstructRec.Data.Candidates;
using InstructRec.Templates;

namespace InstructRec.Evaluation.Protocols;

/// <summary>One wording of each key kept out of training, to be asked with afterwards: does a model follow an instruction whose wording it never met?</summary>
public sealed class UnseenWordings
{
    /// <summary>Chooses the wordings.</summary>
    /// <param name="templates">The registry.</param>
    /// <param name="seed">Chooses among the wordings of a key.</param>
    public UnseenWordings(ITemplateRegistry templates, ulong seed = FrozenCandidates.DefaultSeed)
    {
        ArgumentNullException.ThrowIfNull(templates);
        SplitMix64 random = new(seed);
        List<string> unseen = [];

        // A key with a single wording keeps it: its task would not be learned at all. The wording of the prior is never left out.
        foreach (IGrouping<(string, string, TemplateStrategy), InstructionTemplate> key in templates.All
            .Where(t => t.Task is not null && t.Id != TemplateRegistry.PriorTemplateId).GroupBy(t => (t.Family, t.Key, t.Strategy)))
        {
            InstructionTemplate[] wordings = [.. key];
            if (wordings.Length > 1)
            {
                unseen.Add(wordings[random.Below(wordings.Length)].Id);
            }
        }

        Unseen = unseen;
        HashSet<string> left = [.. unseen];
        Training = new RestrictedTemplates(templates, t => !left.Contains(t.Id));
    }

    /// <summary>The ids kept out.</summary>
    public IReadOnlyList<string> Unseen { get; }

    /// <summary>What to train with.</summary>
    public ITemplateRegistry Training { get; }

    /// <summary>Whether a model really did not meet them.</summary>
    /// <param name="trainedWith">The template ids of the model's manifest.</param>
    /// <exception cref="InstructRecException">It met one (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public void Check(IEnumerable<string> trainedWith)
    {
        string? met = trainedWith.Intersect(Unseen, StringComparer.Ordinal).FirstOrDefault();
        if (met is not null)
        {
            throw new InstructRecException(InstructRecErrorKind.Data, $"the model was trained with the wording '{met}', which was to be unseen", remedy: "Train it with UnseenWordings.Training");
        }
    }
}
