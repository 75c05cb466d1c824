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
    private readonly Dictionary<ulong, TextTowers> _towers = [];

    public async Task<IEvaluatedSystem> SystemAsync(string name, ulong seed, CancellationToken cancellationToken) => name switch
    {
        "bpr" => Kept(name, seed, Bpr.Load, p => Bpr.Fit(split, new BprOptions { Seed = seed }, p, cancellationToken), (m, path) => m.Save(path)),
        "sasrec" => new CandidateSourceBaseline(await Task.Run(
            () => Kept(
                name, seed, SasRec.Load,
                p => SasRec.FitAsync(split, new SasRecOptions { Seed = seed, HalfPrecisionCatalog = line.HalfPrecision }, progress: p, cancellationToken: cancellationToken).GetAwaiter().GetResult(),
                (m, path) => m.Save(path)), cancellationToken)),
        _ => new CandidateSourceBaseline(await Task.Run(() => Towers(seed, cancellationToken), cancellationToken)),
    };

    public TextTowers Towers(ulong seed, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!_towers.TryGetValue(seed, out TextTowers? towers))
            {
                towers = _towers[seed] = Kept(
                    "two-tower", seed, TextTowers.Load,
                    p => TextTowers.FitAsync(split, new TextTowerOptions { Seed = seed }, progress: p, cancellationToken: cancellationToken).GetAwaiter().GetResult(), (m, path) => m.Save(path));
            }

            return towers;
        }
    }

    private T Kept<T>(string name, ulong seed, Func<string, T> load, Func<IProgress<BaselineProgress>, T> fit, Action<T, string> save)
    {
        string path = Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"{name}-{dataHash[..12]}-{seed}.bin"));
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
