using InstructRec;
using InstructRec.Checkpoints;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Pictures;
using InstructRec.Evaluation.Protocols;
using InstructRec.Evaluation.Reports;

namespace Evaluate;

/// <summary>The pictures of an evaluation, in a folder of their own.</summary>
internal sealed class Plots
{
    private readonly string _folder;
    private readonly LeaveOneOutSplit _split;
    private readonly List<string> _drawn = [];

    public Plots(string folder, LeaveOneOutSplit split)
    {
        (_folder, _split) = (folder, split);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstructRecException(InstructRecErrorKind.Storage, "the folder of the pictures cannot be made", folder, "Choose another with --plots", innerException: e);
        }
    }

    /// <summary>The files drawn so far.</summary>
    public IReadOnlyList<string> Drawn => _drawn;

    public void Draw(IReadOnlyList<EvaluationResult> results)
    {
        string set = results[0].CandidateSet;
        HitRate metric = new(1);
        Write($"{set}.history-length.png", ResultPicture.ByGroup([.. results.Select(r => (r.System, ResultBreakdown.ByHistoryLength(r, _split, metric)))], $"{set}: HR@1 by history length"));
        Write($"{set}.popularity.png", ResultPicture.ByGroup([.. results.Select(r => (r.System, ResultBreakdown.ByTargetCount(r, _split, metric)))], $"{set}: HR@1 by the target's training count"));

        // Only a likelihood makes probabilities; a count or a distance makes an order.
        (string, Reliability)[] probable =
        [
            .. results.Where(r => r.System.StartsWith("T5", StringComparison.Ordinal))
                .Select(r => (r.System, Reliability.Of([.. r.Answers.Select(a => a.TopProbability)], [.. r.Answers.Select(a => a.IsHit)]))),
        ];
        if (probable.Length > 0)
        {
            Write($"{set}.calibration.png", ResultPicture.Calibration(probable, $"{set}: how sure, how right"));
        }
    }

    public void Draw(TemplateSelection templates) => Write("templates.png", ResultPicture.ByTemplate(templates));

    private void Write(string name, byte[] png)
    {
        string file = string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' ? c : '-'));
        AtomicFile.Write(Path.Combine(_folder, file), stream => stream.Write(png));
        _drawn.Add(file);
    }
}
