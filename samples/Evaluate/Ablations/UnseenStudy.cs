using System.Text;
using InstructRec.Data.Candidates;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Protocols;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Templates;

namespace Evaluate.Ablations;

/// <summary>Does a model follow a wording that it never met? One wording of each task form was kept out of its training: it is asked by it, by a sister of it, and a model that met both is asked likewise.</summary>
internal static class UnseenStudy
{
    private static readonly TaskForm[] Forms = [TaskForm.Matching, TaskForm.Reranking, TaskForm.Pointwise, TaskForm.Pairwise];

    public static async Task<string> RunAsync(EvaluationData data, SmallModel models, ProtocolOptions options, CancellationToken cancellationToken)
    {
        UnseenWordings wordings = new(TemplateRegistry.Default);
        AblationRow without = AblationRow.Of(AblationRow.Unseen), with = AblationRow.Of(AblationRow.Everything);
        await using AskedModel never = await AskedModel.OpenAsync(data, without, await models.MakeAsync(without, cancellationToken), cancellationToken);
        await using AskedModel met = await AskedModel.OpenAsync(data, with, await models.MakeAsync(with, cancellationToken), cancellationToken);
        wordings.Check(never.Manifest.TemplateIds);
        StringBuilder text = new("| task form | wording kept out | metric | the model that never met it | the same model, by a sister that it met | the model that met both, by the one kept out |\n|---|---|---|---:|---:|---:|\n");
        foreach (TaskForm form in Forms)
        {
            InstructionTemplate[] choices =
            [
                .. TemplateRegistry.Default.Find(new TemplateQuery { Preference = PreferenceForm.Implicit, Intention = IntentionForm.None, Task = form, Strategy = TemplateStrategy.Direct })
                    .Where(t => t.Outputs.Count == 1 && t.Family != TemplateFamilies.Free),
            ];
            InstructionTemplate? unseen = choices.FirstOrDefault(t => wordings.Unseen.Contains(t.Id));
            if (unseen is null)
            {
                continue;
            }

            // A sister that is answered in the same way, by a word or by a title, where there is one.
            InstructionTemplate sister = choices.Where(t => t.Key == unseen.Key && t.Family == unseen.Family && t.Id != unseen.Id).OrderBy(t => t.Answers is null != unseen.Answers is null).First();
            (string metric, string[] figures) = await AskAsync(data, form, [(never, unseen.Id), (never, sister.Id), (met, unseen.Id)], options, cancellationToken);
            text.Append($"| T{(int)form} | {unseen.Id} (sister {sister.Id}) | {metric} | ").AppendJoin(" | ", figures).Append(" |\n");
        }

        return text.Append('\n').ToString();
    }

    private static async Task<(string Metric, string[] Figures)> AskAsync(
        EvaluationData data, TaskForm form, (AskedModel Model, string Template)[] asked, ProtocolOptions options, CancellationToken cancellationToken)
    {
        CandidateSet candidates = Sampled(data, options);
        List<string> figures = [];
        foreach ((AskedModel model, string template) in asked)
        {
            InstructionScoring score = model.Corrected.ToScoring(template);
            TaskFormProtocol forms = new();
            figures.Add(form switch
            {
                TaskForm.Pointwise => (await forms.PointwiseAsync(data.Split, SplitPart.Test, candidates, score, cancellationToken)).Value.ToString(),
                TaskForm.Pairwise => (await forms.PairwiseAsync(data.Split, SplitPart.Test, candidates, score, cancellationToken)).Value.ToString(),
                _ => (await new LeaveOneOutProtocol(data.Split, SplitPart.Test, candidates, options).RunAsync(
                    InstructionSetting.Sequential(data.Split, form).System(template, data.Dataset, score), cancellationToken: cancellationToken)).Intervals(new HitRate(1))[0].ToString(),
            });
        }

        return (form switch { TaskForm.Pointwise => "AUC", TaskForm.Pairwise => "accuracy", _ => "HR@1" }, [.. figures]);
    }

    private static CandidateSet Sampled(EvaluationData data, ProtocolOptions options)
    {
        CandidateSet all = FrozenCandidates.Draw(data.Split, SplitPart.Test);
        HashSet<int> people = [.. new LeaveOneOutProtocol(data.Split, SplitPart.Test, all, options).People];
        return all with { Rows = [.. all.Rows.Where(r => people.Contains(r.Person))] };
    }
}
