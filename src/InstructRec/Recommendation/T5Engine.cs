using System.Diagnostics;
using InstructRec.Checkpoints;
using InstructRec.Decoding;
using InstructRec.Runtime;
using InstructRec.Scoring;
using InstructRec.T5;
using InstructRec.Templates;
using InstructRec.Tokenization;
using Microsoft.Extensions.Logging;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Recommendation;

/// <summary>A loaded checkpoint on its device. Every member runs on a thread of the device; scores and searches on several at once.</summary>
internal sealed class T5Engine : IDisposable
{
    private readonly T5ForConditionalGeneration _network;
    private readonly CandidateScorer _scorer;
    private readonly RetrievalScoring? _retrieval;
    private readonly CandidateTreeCache _trees;
    private readonly CandidateTreeOptions _treeOptions;
    private readonly string _checkpoint;
    private readonly int _maxBatchTokens;

    private T5Engine(T5ForConditionalGeneration network, RetrievalScoring? retrieval, string checkpoint, int maxBatchTokens, int maxTitleTokens)
    {
        _retrieval = retrieval;
        (_network, _checkpoint, _maxBatchTokens) = (network, checkpoint, maxBatchTokens);
        _scorer = new CandidateScorer(network, checkpoint);
        _treeOptions = new CandidateTreeOptions { MaxTitleTokens = maxTitleTokens };
        _trees = new CandidateTreeCache(network.Config.DecoderStartTokenId, options: _treeOptions);
    }

    public static T5Engine Load(PretrainedFolder folder, DeviceName device, T5RecommenderOptions options, int maxTitleTokens, ILogger logger)
    {
        DeviceName resolved = TorchRuntime.Resolve(device);
        ScalarType type = options.Precision switch
        {
            WeightPrecision.BFloat16 => ScalarType.BFloat16,
            WeightPrecision.Float16 => ScalarType.Float16,
            _ => ScalarType.Float32,
        };
        T5ForConditionalGeneration network = folder.LoadModel(torch.device(resolved.ToString()), type, logger);
        try
        {
            bool compares = (options.Correction?.RetrievalWeight ?? folder.Manifest.RetrievalWeight) != 0;
            RetrievalScoring? retrieval = compares ? new RetrievalScoring(network, RetrievalHeadFile.Load(folder.Path, folder.Config, network.Device, type)) : null;
            return new T5Engine(network, retrieval, folder.Path, options.MaxBatchTokens, maxTitleTokens);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>The likelihoods of every prompt's answers, prompts of like length read together.</summary>
    public (CandidateLikelihoods[] Likelihoods, ScoringTimings Timings) Score(IReadOnlyList<PlannedPrompt> prompts, CancellationToken cancellationToken)
    {
        using var noGrad = no_grad();
        var results = new CandidateLikelihoods[prompts.Count];
        TimeSpan encode = TimeSpan.Zero, reason = TimeSpan.Zero, score = TimeSpan.Zero;
        ScoringCourse course = new(prompts);
        foreach (int[] batch in Batches(prompts))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using DisposeScope scope = NewDisposeScope();
            long start = Stopwatch.GetTimestamp();
            using EncodedInstruction encoded = Encode([.. batch.Select(i => prompts[i].Text)], cancellationToken);
            long encodedAt = Stopwatch.GetTimestamp();
            CandidateTree[] trees = Trees(encoded, [.. batch.Select(i => prompts[i])], cancellationToken);
            long reasonedAt = Stopwatch.GetTimestamp();
            IReadOnlyList<CandidateLikelihoods> scored = _scorer.Score(encoded, trees, progress: course.Of(batch), cancellationToken: cancellationToken);
            double[][]? compared = _retrieval is not null && batch.Any(i => prompts[i].AnswersAreTitles)
                ? _retrieval.Score(encoded, [.. batch.Select(i => prompts[i].Text.TokenIds)], [.. batch.Select(i => prompts[i].AnswersAreTitles ? prompts[i].Answers : [])], cancellationToken)
                : null;
            for (int i = 0; i < batch.Length; i++)
            {
                results[batch[i]] = compared is not null && prompts[batch[i]].AnswersAreTitles ? scored[i].WithRetrieval(compared[i]) : scored[i];
            }

            encode += Stopwatch.GetElapsedTime(start, encodedAt);
            reason += Stopwatch.GetElapsedTime(encodedAt, reasonedAt);
            score += Stopwatch.GetElapsedTime(reasonedAt);
        }

        return (results, new ScoringTimings(TimeSpan.Zero, TimeSpan.Zero, encode, score) { Reason = reason });
    }

    /// <summary>The answers of each prompt, after the reasoning that the network gives where one is planned; a batch has one kind of reasoning or none.</summary>
    private CandidateTree[] Trees(EncodedInstruction encoded, IReadOnlyList<PlannedPrompt> prompts, CancellationToken cancellationToken)
    {
        if (prompts[0].Reasoning is not { } planned)
        {
            return [.. prompts.Select(prompt => _trees.GetOrBuild(prompt.Answers))];
        }

        IReadOnlyList<int>[] prefixes = planned.Decode(_network, encoded, _checkpoint, cancellationToken);
        return [.. prompts.Zip(prefixes, (prompt, prefix) => CandidateTree.Build(
            prompt.Answers, _network.Config.DecoderStartTokenId, _treeOptions with { DecoderPrefix = prefix, MaxPartNodes = _treeOptions.MaxPartNodes + prefix.Count }))];
    }

    /// <summary>Titles of a trie that the network would name, by beam search.</summary>
    public IReadOnlyList<DecodedSequence> Match(MatchWork work, int maxTokens, CancellationToken cancellationToken)
    {
        using EncodedInstruction encoded = Encode([work.Text], cancellationToken);
        BeamSearch search = new(new BeamSearchOptions
        {
            BeamCount = work.Beams,
            ReturnCount = work.Beams,
            LengthPenalty = 0,
            MaxNewTokens = maxTokens,
            Processors = [new AllowedTokens(work.Trie, work.Titles)],
            Checkpoint = _checkpoint,
        });
        return search.Decode(_network, encoded, cancellationToken)[0];
    }

    public void Dispose()
    {
        _retrieval?.Dispose();
        _network.Dispose();
    }

    private EncodedInstruction Encode(IReadOnlyList<FormattedInstruction> texts, CancellationToken cancellationToken)
    {
        EncodedBatch batch = EncodedBatch.Pad([.. texts.Select(t => t.TokenIds)], _network.Config.PadTokenId);
        Tensor ids = tensor(batch.Ids, [texts.Count, batch.Length], dtype: ScalarType.Int64, device: _network.Device);
        Tensor? mask = texts.All(t => t.TokenIds.Count == batch.Length) ? null : tensor(batch.Mask, [texts.Count, batch.Length], dtype: ScalarType.Int64, device: _network.Device);
        return _network.Encode(ids, mask, cancellationToken);
    }

    /// <summary>Prompts that are read together: of one kind of reasoning, of like length.</summary>
    private IEnumerable<int[]> Batches(IReadOnlyList<PlannedPrompt> prompts)
    {
        int[] order = [.. Enumerable.Range(0, prompts.Count).OrderBy(i => prompts[i].Reasoning is null ? 0 : prompts[i].Reasoning!.MaxTokens).ThenBy(i => prompts[i].Text.TokenIds.Count)];
        for (int from = 0, to; from < order.Length; from = to)
        {
            to = from + 1;
            while (to < order.Length && PlannedReasoning.Same(prompts[order[from]].Reasoning, prompts[order[to]].Reasoning))
            {
                to++;
            }

            int at = from;
            foreach (int size in PaddedBatches.Sizes([.. order[from..to].Select(i => prompts[i].Text.TokenIds.Count)], _maxBatchTokens))
            {
                yield return order[at..(at + size)];
                at += size;
            }
        }
    }
}
