using System.Globalization;

namespace InstructRec.Extensions.AI.Teaching;

/// <summary>How many of a set of texts met each of the paper's criteria.</summary>
/// <param name="Judged">Texts with a judgement.</param>
/// <param name="Unparsed">Texts whose judgement could not be read; they are in no share.</param>
/// <param name="OwnData">The share taken from the person's own data.</param>
/// <param name="WorldKnowledge">The share that adds world knowledge.</param>
/// <param name="ReflectsUser">The share that reflects the person.</param>
/// <param name="RelatedToTarget">The share related to the target.</param>
public sealed record QualityReport(int Judged, int Unparsed, double OwnData, double WorldKnowledge, double ReflectsUser, double RelatedToTarget)
{
    /// <summary>Sums judgements up.</summary>
    /// <param name="judgements">The judgements; <see langword="null"/> for one that could not be read.</param>
    /// <returns>The report.</returns>
    public static QualityReport Of(IEnumerable<QualityJudgement?> judgements)
    {
        ArgumentNullException.ThrowIfNull(judgements);
        QualityJudgement?[] all = [.. judgements];
        QualityJudgement[] read = [.. all.OfType<QualityJudgement>()];
        double Share(Func<QualityJudgement, bool> met) => read.Length == 0 ? 0 : (double)read.Count(met) / read.Length;
        return new QualityReport(read.Length, all.Length - read.Length, Share(j => j.OwnData), Share(j => j.WorldKnowledge), Share(j => j.ReflectsUser), Share(j => j.RelatedToTarget));
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Judged:N0} judged, {Unparsed:N0} not readable: own data {100 * OwnData:F0} %, world knowledge {100 * WorldKnowledge:F0} %, reflects the person {100 * ReflectsUser:F0} %, related to the target {100 * RelatedToTarget:F0} %");
}
