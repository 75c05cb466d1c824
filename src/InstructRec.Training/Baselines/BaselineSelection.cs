using System.Diagnostics;
using InstructRec.Data.Candidates;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Protocols;

namespace InstructRec.Training.Baselines;

/// <summary>Asks a baseline about validation people after each pass, keeps the best and says when to stop.</summary>
internal sealed class BaselineSelection<T>
    where T : class
{
    private readonly LeaveOneOutProtocol? _protocol;
    private readonly string _name;
    private readonly int _patience;
    private readonly IProgress<BaselineProgress>? _progress;
    private readonly Func<T, IEvaluatedSystem> _system;
    private readonly long _started = Stopwatch.GetTimestamp();
    private T? _best;
    private double _bestNdcg = double.NegativeInfinity;
    private int _epoch;
    private int _since;

    public BaselineSelection(LeaveOneOutSplit split, string name, int people, int patience, IProgress<BaselineProgress>? progress, Func<T, IEvaluatedSystem> system)
    {
        _name = name;
        _patience = patience;
        _progress = progress;
        _system = system;
        if (split.EvaluatedPeople.Count > 0)
        {
            int negatives = Math.Min(9, split.Dataset.InteractedItems().Length / 2);
            CandidateSet candidates = FrozenCandidates.Draw(split, SplitPart.Validation, Math.Max(1, negatives));
            _protocol = new LeaveOneOutProtocol(split, SplitPart.Validation, candidates, new ProtocolOptions { PersonSample = people });
        }
    }

    public bool IsOver => _since >= _patience;

    public T Best => _best!;

    public void Add(T model, double loss, CancellationToken cancellationToken)
    {
        _epoch++;
        double hit = double.NaN;
        double ndcg = _epoch;
        if (_protocol is not null)
        {
            EvaluationResult result = _protocol.RunAsync(_system(model), cancellationToken: cancellationToken).GetAwaiter().GetResult();
            hit = result.Values(new HitRate(1)).Average();
            ndcg = result.Values(new Ndcg(5)).Average();
        }

        bool best = ndcg > _bestNdcg;
        _since = best ? 0 : _since + 1;
        (_best, _bestNdcg) = best ? (model, ndcg) : (_best, _bestNdcg);
        _progress?.Report(new BaselineProgress(_name, _epoch, loss, hit, _protocol is null ? double.NaN : ndcg, best, Stopwatch.GetElapsedTime(_started)));
    }
}
