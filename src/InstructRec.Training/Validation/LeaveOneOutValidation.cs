using InstructRec.Catalog;
using InstructRec.Data.Splits;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Protocols;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Scoring;
using InstructRec.T5;
using InstructRec.Templates;
using InstructRec.Tokenization;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Training.Validation;

/// <summary>Ranks people's validation items with a network that is being trained: histories as matching instructions, candidates by plain likelihood.</summary>
/// <remarks>
/// Instructions and candidates are cut into tokens once, in the constructor. <see cref="Run"/> belongs to the network's thread; it leaves the network's
/// mode as it was and nothing native behind.
/// </remarks>
public sealed class LeaveOneOutValidation
{
    private const int People = 32;

    // How much of what the network says is added to what the head reads by itself; the two are taught apart, so neither knows how sure the other is.
    private static readonly double[] Shares = [0, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 1];
    private readonly T5ForConditionalGeneration _network;
    private readonly CandidateScorer _scorer;
    private readonly RetrievalHead? _head;
    private readonly EvaluationRequest[] _requests;
    private readonly IReadOnlyList<int>[] _prompts;
    private readonly CandidateTree[] _trees;
    private readonly int[][][] _titles;
    private readonly int[] _targets;

    /// <summary>Prepares the questions.</summary>
    /// <param name="network">The network; borrowed.</param>
    /// <param name="tokenizer">Its tokenizer.</param>
    /// <param name="split">The data, split.</param>
    /// <param name="protocol">The candidates of the validation part, shuffled; a sample of people keeps validation short.</param>
    /// <param name="maxHistory">How many past items an instruction shows.</param>
    /// <param name="maxTitleTokens">To how many tokens candidates are cut.</param>
    /// <param name="head">A retrieval head in training with the network, borrowed: candidates are then ranked by its comparison, which is ahead of the likelihood until late in a run.</param>
    public LeaveOneOutValidation(
        T5ForConditionalGeneration network, T5Tokenizer tokenizer, LeaveOneOutSplit split, LeaveOneOutProtocol protocol, int maxHistory, int maxTitleTokens, RetrievalHead? head = null)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(split);
        ArgumentNullException.ThrowIfNull(protocol);
        _network = network;
        _scorer = new CandidateScorer(network, "the network in training");
        _head = head;
        InstructionFormatter formatter = new(tokenizer: new T5TokenCounter(tokenizer));
        FormattingOptions options = new() { MaxHistory = maxHistory };
        IReadOnlyList<Item> items = split.Dataset.Items;

        // Lengths together, so that batches hold little padding.
        (EvaluationRequest Request, FormattedInstruction Text)[] asked =
        [
            .. protocol.Requests
                .Select(r => (r, formatter.Format(new Instruction { Preference = InstructionSystem.HistoryOf(split.Dataset, r), Task = TaskForm.Matching }, null, options)))
                .OrderBy(pair => pair.Item2.TokenCount),
        ];
        _requests = [.. asked.Select(a => a.Request)];
        _prompts = [.. asked.Select(a => a.Text.TokenIds)];
        Dictionary<int, int[]> titles = _requests.SelectMany(r => r.Candidates.ToArray()).Distinct()
            .ToDictionary(i => i, i => tokenizer.Encode(items[i].CleanTitle, maxLength: maxTitleTokens));
        _titles = [.. _requests.Select(r => r.Candidates.ToArray().Select(i => titles[i]).ToArray())];
        _trees = [.. _titles.Select(t => CandidateTree.Build(t, network.Config.DecoderStartTokenId))];
        _targets = [.. _requests.Select(r => r.Candidates.Span.IndexOf(split.Target(r.Person, SplitPart.Validation)))];
    }

    /// <summary>
    /// How heavy the network's part was beside the part that the head reads by itself, in the last <see cref="Run"/>: of a few weights from 0 to 1 the one with the best NDCG@5. 1 where the head
    /// reads nothing. <see cref="RetrievalHead.ScaleNetworkPart"/> makes it last.
    /// </summary>
    public double NetworkShare { get; private set; } = 1;

    /// <summary>Ranks with the network as it is now.</summary>
    /// <param name="cancellationToken">Looked at between batches.</param>
    /// <returns>HR@1 and NDCG@5, ties counted by their expectation; at <see cref="NetworkShare"/> where there is a choice.</returns>
    public ValidationScores Run(CancellationToken cancellationToken = default)
    {
        bool training = _network.training;
        _network.eval();
        try
        {
            using var noGrad = no_grad();
            RetrievalScoring? retrieval = _head is null ? null : new RetrievalScoring(_network, _head);
            double[] shares = _head is { Options.ReadsPieces: true } ? Shares : [1];
            List<TargetRank>[] ranks = [.. shares.Select(_ => new List<TargetRank>())];
            for (int from = 0; from < _requests.Length; from += People)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Rank(retrieval, from, Math.Min(from + People, _requests.Length), shares, ranks, cancellationToken);
            }

            (double ndcg, int best) = ranks.Select((r, i) => (r.Average(new Ndcg(5).Expected), i)).MaxBy(r => r.Item1);
            NetworkShare = shares[best];
            return new ValidationScores(ranks[best].Average(new HitRate(1).Expected), ndcg);
        }
        finally
        {
            _network.train(training);
        }
    }

    private void Rank(RetrievalScoring? retrieval, int from, int to, double[] shares, List<TargetRank>[] ranks, CancellationToken cancellationToken)
    {
        using DisposeScope scope = NewDisposeScope();
        EncodedBatch batch = EncodedBatch.Pad(_prompts[from..to], _network.Config.PadTokenId);
        Tensor ids = tensor(batch.Ids, [batch.Rows, batch.Length], dtype: ScalarType.Int64, device: _network.Device);
        Tensor mask = tensor(batch.Mask, [batch.Rows, batch.Length], dtype: ScalarType.Int64, device: _network.Device);
        using EncodedInstruction encoded = _network.Encode(ids, mask, cancellationToken);
        double[][] scores = retrieval?.Score(encoded, _prompts[from..to], _titles[from..to], cancellationToken)
            ?? [.. _scorer.Score(encoded, _trees[from..to], cancellationToken: cancellationToken).Select(s => s.Sums.ToArray())];
        double[][]? words = shares.Length > 1 ? retrieval!.ScoreWords(_prompts[from..to], _titles[from..to], cancellationToken) : null;
        for (int i = 0; i < scores.Length; i++)
        {
            for (int share = 0; share < shares.Length; share++)
            {
                double[] blended = words is null ? scores[i] : [.. scores[i].Zip(words[i], (whole, read) => read + (shares[share] * (whole - read)))];
                ranks[share].Add(TargetRank.Of(blended, _targets[from + i]));
            }
        }
    }
}
