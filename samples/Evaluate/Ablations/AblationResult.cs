using System.Globalization;
using InstructRec.Checkpoints;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Protocols;
using InstructRec.Instructions;

namespace Evaluate.Ablations;

/// <summary>What a row's model answered, setting by setting.</summary>
internal sealed record AblationResult(AblationRow Row, CheckpointManifest Manifest, IReadOnlyList<(EvaluationResult Plain, EvaluationResult Corrected)> Answers)
{
    /// <summary>The row's name, with the task form where it is not asked as the others are, and the seed where it is not the first.</summary>
    public string Name => string.Create(
        CultureInfo.InvariantCulture,
        $"{Row.Name}{(Row.Recipe.Task == TaskForm.Matching ? string.Empty : $" (T{(int)Row.Recipe.Task})")}{(Row.Seed == 1 ? string.Empty : $", seed {Row.Seed}")}");

    public string Instructions => Manifest.Options.TryGetValue("Instructions", out string? seen) ? seen : "0";

    public string Line => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name}: {Instructions} instructions, HR@1 {Answers[0].Plain.Values(new HitRate(1)).Average():0.0000} by likelihood, {Answers[0].Corrected.Values(new HitRate(1)).Average():0.0000} corrected");
}
