using System.Globalization;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Baselines;
using InstructRec.Evaluation.Protocols;
using InstructRec.Training.Baselines;

namespace Evaluate;

/// <summary>Trains a baseline once and keeps it in the run's folder.</summary>
internal sealed class TrainedBaselines(LeaveOneOutSplit split, string folder, string dataHash, CommandLine line)
{
    private readonly Lock _lock = new();
    private TextTowers? _towers;

    public async Task<IEvaluatedSystem> SystemAsync(string name, CancellationToken cancellationToken) => name switch
    {
        "bpr" => Kept(name, Bpr.Load, p => Bpr.Fit(split, new BprOptions { Seed = line.TrainSeed }, p, cancellationToken), (m, path) => m.Save(path)),
        "sasrec" => new CandidateSourceBaseline(await Task.Run(
            () => Kept(
                name, SasRec.Load,
                p => SasRec.FitAsync(split, new SasRecOptions { Seed = line.TrainSeed, HalfPrecisionCatalog = line.HalfPrecision }, progress: p, cancellationToken: cancellationToken).GetAwaiter().GetResult(),
                (m, path) => m.Save(path)), cancellationToken)),
        _ => new CandidateSourceBaseline(await Task.Run(() => Towers(cancellationToken), cancellationToken)),
    };

    public TextTowers Towers(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return _towers ??= Kept(
                "two-tower", TextTowers.Load,
                p => TextTowers.FitAsync(split, new TextTowerOptions { Seed = line.TrainSeed }, progress: p, cancellationToken: cancellationToken).GetAwaiter().GetResult(), (m, path) => m.Save(path));
        }
    }

    private T Kept<T>(string name, Func<string, T> load, Func<IProgress<BaselineProgress>, T> fit, Action<T, string> save)
    {
        string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}-{dataHash[..12]}-{line.TrainSeed}.bin"));
        if (File.Exists(path))
        {
            return load(path);
        }

        T model = fit(new Passes());
        save(model, path);
        return model;
    }

    private sealed class Passes : IProgress<BaselineProgress>
    {
        public void Report(BaselineProgress value) => Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{value.Elapsed:hh\\:mm\\:ss}  {value.Baseline}, pass {value.Epoch}: loss {value.Loss:F4}  validation HR@1 {value.HitRateAt1:F4}  NDCG@5 {value.NdcgAt5:F4}{(value.IsBest ? "  best so far" : string.Empty)}"));
    }
}
