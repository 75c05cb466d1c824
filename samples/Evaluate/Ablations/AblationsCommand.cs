using System.Globalization;
using System.Text;
using InstructRec;
using InstructRec.Checkpoints;
using InstructRec.Data.Candidates;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Protocols;
using InstructRec.Evaluation.Reports;
using InstructRec.Instructions;

namespace Evaluate.Ablations;

/// <summary><c>ablations</c> and <c>changes</c>: small models, each without something or changed in one thing, trained as long as each other, asked by the same people.</summary>
internal static class AblationsCommand
{
    public static async Task RunAsync(CommandLine line, CancellationToken cancellationToken)
    {
        EvaluationData data = EvaluationData.Open(line, cancellationToken);
        string folder = line.Out ?? Path.Combine("runs", line.Kind);
        Make(folder);
        AblationRow first = AblationRow.Of(line.IsChanges ? SmallRecipe.Base : AblationRow.Everything);
        AblationRow[] rows =
        [
            first, .. line.Rows.Where(r => r != first.Name).Select(AblationRow.Of),
            .. Enumerable.Range(2, line.Seeds - 1).Select(s => first with { Seed = s }),
        ];
        CandidateSet all = FrozenCandidates.Draw(data.Split, SplitPart.Test);
        (InstructionSetting Setting, CandidateSet Candidates)[] settings = line.IsChanges ? [(InstructionSetting.Sequential(data.Split, first.Recipe.Task), all)] : [.. Settings(data, all)];
        SmallModel models = new(data, folder, line);
        string head = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            `{line.Text}`

            Data {data.Dataset.Name}, sha256 {DataHash.Of(data.Dataset)[..16]}; {line.Minutes} minutes of processor time each, seed 1 unless named; candidates shuffled by seed {line.Seed}; InstructRec {typeof(InstructRecException).Assembly.GetName().Version?.ToString(3)}.


            """);
        string text = head;
        List<AblationResult> results = [];
        foreach (AblationRow row in rows)
        {
            string checkpoint = await models.MakeAsync(row, cancellationToken);
            await using AskedModel model = await AskedModel.OpenAsync(data, row, checkpoint, cancellationToken);
            List<(EvaluationResult Plain, EvaluationResult Corrected)> answers = [];
            foreach ((InstructionSetting asked, CandidateSet candidates) in settings)
            {
                InstructionSetting setting = row.Recipe.Task == first.Recipe.Task ? asked : InstructionSetting.Sequential(data.Split, row.Recipe.Task);
                answers.Add(await model.AskAsync(setting, candidates, Options(line), checkpoint, cancellationToken));
            }

            // A run that is stopped leaves the table of what it did.
            results.Add(new AblationResult(row, model.Manifest, answers));
            Console.WriteLine(results[^1].Line);
            text = head + AblationTables.Of(results, [.. settings.Select(s => s.Setting)]);
            Write(folder, line, text);
        }

        if (line.Rows.Contains(AblationRow.Unseen))
        {
            text += await UnseenStudy.RunAsync(data, models, Options(line), cancellationToken);
            Write(folder, line, text);
        }

        Console.WriteLine(text);
        Console.WriteLine($"Kept in {folder}: {line.Kind}.md, models.");
    }

    private static ProtocolOptions Options(CommandLine line) => new() { ShuffleSeed = line.Seed, PersonSample = line.People };

    private static IEnumerable<(InstructionSetting Setting, CandidateSet Candidates)> Settings(EvaluationData data, CandidateSet all)
    {
        foreach (InstructionSetting setting in (InstructionSetting[])
            [
                InstructionSetting.Sequential(data.Split, TaskForm.Matching), InstructionSetting.Preferred(data.Split, data.Teacher, TaskForm.Matching),
                InstructionSetting.Wished(data.Split, SplitPart.Test, data.Teacher, TaskForm.Matching), InstructionSetting.Searched(data.Split, SplitPart.Test, data.Teacher, TaskForm.Matching),
            ])
        {
            CandidateSet? covered = null;
            try
            {
                covered = setting.Covered(data.Split, SplitPart.Test, all);
            }
            catch (InstructRecException nobody) when (nobody.Kind == InstructRecErrorKind.Data)
            {
                Console.WriteLine($"{setting.Name} {setting.Format}: {nobody.Message}");
            }

            if (covered is not null)
            {
                yield return (setting, covered);
            }
        }
    }

    private static void Write(string folder, CommandLine line, string text) => AtomicFile.Write(Path.Combine(folder, $"{line.Kind}.md"), stream => stream.Write(Encoding.UTF8.GetBytes(text)));

    private static void Make(string folder)
    {
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstructRecException(InstructRecErrorKind.Storage, "the folder cannot be made", folder, "Choose another with --out", innerException: e);
        }
    }
}
