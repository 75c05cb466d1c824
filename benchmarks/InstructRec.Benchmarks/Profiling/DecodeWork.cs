using System.Runtime.InteropServices;
using InstructRec.Decoding;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>Greedy search over some tokens after an instruction that is already read, every token to the last.</summary>
internal sealed class DecodeWork : IProfiledWork
{
    private readonly T5ForConditionalGeneration _model;
    private readonly EncodedInstruction _encoded;
    private readonly GreedySearch _search;
    private readonly MinimumNewTokens _whole;
    private readonly int _tokens;

    public DecodeWork(T5ForConditionalGeneration model, int length, int tokens)
    {
        (_model, _tokens) = (model, tokens);
        using Tensor ids = RandomNetwork.Tokens(model.Config, 1, length, model.Device);
        _encoded = model.Encode(ids, null);
        _whole = new MinimumNewTokens(tokens + 1, model.Config.EndTokenId);
        _search = new GreedySearch(new DecodingOptions { MaxNewTokens = tokens, Processors = [_whole] });
        Description = FormattableString.Invariant($"decode {tokens} tokens greedily after {length} tokens");
    }

    public string Description { get; }

    public float[] Whole() => [.. _search.Decode(_model, _encoded)[0].Tokens.Select(t => (float)t)];

    public float[] Parts(PartClock clock)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        DissectedNetwork network = new(_model, clock);
        using KeyValueCache cache = clock.Part("cache", default, () => _model.CreateCache(1, _tokens));
        int[] said = new int[_tokens + 1];
        said[0] = _model.Config.DecoderStartTokenId;
        for (int i = 0; i < _tokens; i++)
        {
            DisposeScope step = NewDisposeScope();
            Tensor ids = clock.Part("token to tensor", default, () => tensor([(long)said[i]], [1, 1], device: _model.Device));
            Tensor logits = network.DecodeStep(ids, cache, _encoded);
            said[i + 1] = clock.Part("normaliser and choice", Cost.Elements(logits.numel(), 4, 3, (int)logits.element_size()), () => Choose(logits, said.AsSpan(0, i + 1)));
            clock.Part("freeing", default, step.Dispose);
        }

        return [.. said.Skip(1).Select(t => (float)t)];
    }

    public void Dispose() => _encoded.Dispose();

    private int Choose(Tensor logits, ReadOnlySpan<int> said)
    {
        Tensor wide = logits.to_type(ScalarType.Float32);
        _ = wide.logsumexp(1).cpu().data<float>().ToArray();
        Tensor host = wide.cpu().contiguous();
        Span<float> scores = MemoryMarshal.Cast<byte, float>(host.bytes);
        float[] own = scores.ToArray();
        _whole.Process(said, scores);
        return LargestScore.IndexOf(scores) is var token && float.IsFinite(own[token]) ? token : throw new InvalidOperationException("No score.");
    }
}
