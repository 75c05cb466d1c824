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

/// <summary>A loaded checkpoint on its device. Every member runs on the device's thread.</summary>
internal sealed class T5Engine : IDisposable
{
    private readonly T5ForConditionalGeneration _network;
    private readonly CandidateScorer _scorer;
    private readonly CandidateTreeCache _trees;
    private readonly string _checkpoint;
    private readonly int _maxBatchTokens;

    private T5Engine(T5ForConditionalGeneration network, string checkpoint, int maxBatchTokens, int maxTitleTokens)
    {
        (_network, _checkpoint, _maxBatchTokens) = (network, checkpoint, maxBatchTokens);
        _scorer = new CandidateScorer(network, checkpoint);
        _trees = new CandidateTreeCache(network.Config.DecoderStartTokenId, options: new CandidateTreeOptions { MaxTitleTokens = maxTitleTokens });
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
        return new T5Engine(network, folder.Path, options.MaxBatchTokens, maxTitleTokens);
    }

    /// <summary>The likelihoods of every prompt's answers, prompts of like length read together.</summary>
    public (CandidateLikelihoods[] Likelihoods, ScoringTimings Timings) Score(IReadOnlyList<PlannedPrompt> prompts, CancellationToken cancellationToken)
    {
        using var noGrad = no_grad();
        var results = new CandidateLikelihoods[prompts.Count];
        TimeSpan encode = TimeSpan.Zero, score = TimeSpan.Zero;
        foreach (int[] batch in Batches(prompts))
        {
            cancellationToken.ThrowIfCancellationRequested();
            using DisposeScope scope = NewDisposeScope();
            long start = Stopwatch.GetTimestamp();
            using EncodedInstruction encoded = Encode([.. batch.Select(i => prompts[i].Text)]);
            long encodedAt = Stopwatch.GetTimestamp();
            IReadOnlyList<CandidateLikelihoods> scored = _scorer.Score(encoded, [.. batch.Select(i => _trees.GetOrBuild(prompts[i].Answers))], cancellationToken: cancellationToken);
            for (int i = 0; i < batch.Length; i++)
            {
                results[batch[i]] = scored[i];
            }

            encode += Stopwatch.GetElapsedTime(start, encodedAt);
            score += Stopwatch.GetElapsedTime(encodedAt);
        }

        return (results, new ScoringTimings(TimeSpan.Zero, TimeSpan.Zero, encode, score));
    }

    /// <summary>Titles of a trie that the network would name, by beam search.</summary>
    public IReadOnlyList<DecodedSequence> Match(FormattedInstruction text, CatalogTrie trie, int beams, int maxTokens, CancellationToken cancellationToken)
    {
        using EncodedInstruction encoded = Encode([text]);
        BeamSearch search = new(new BeamSearchOptions
        {
            BeamCount = beams,
            ReturnCount = beams,
            LengthPenalty = 0,
            MaxNewTokens = maxTokens,
            Processors = [new AllowedTokens(trie)],
            Checkpoint = _checkpoint,
        });
        return search.Decode(_network, encoded, cancellationToken)[0];
    }

    public void Dispose() => _network.Dispose();

    private EncodedInstruction Encode(IReadOnlyList<FormattedInstruction> texts)
    {
        EncodedBatch batch = EncodedBatch.Pad([.. texts.Select(t => t.TokenIds)], _network.Config.PadTokenId);
        Tensor ids = tensor(batch.Ids, [texts.Count, batch.Length], dtype: ScalarType.Int64, device: _network.Device);
        Tensor? mask = texts.All(t => t.TokenIds.Count == batch.Length) ? null : tensor(batch.Mask, [texts.Count, batch.Length], dtype: ScalarType.Int64, device: _network.Device);
        return _network.Encode(ids, mask);
    }

    private IEnumerable<int[]> Batches(IReadOnlyList<PlannedPrompt> prompts)
    {
        List<int> batch = [];
        foreach (int prompt in Enumerable.Range(0, prompts.Count).OrderBy(i => prompts[i].Text.TokenIds.Count))
        {
            if (batch.Count > 0 && (batch.Count + 1) * prompts[prompt].Text.TokenIds.Count > _maxBatchTokens)
            {
                yield return [.. batch];
                batch.Clear();
            }

            batch.Add(prompt);
        }

        yield return [.. batch];
    }
}
