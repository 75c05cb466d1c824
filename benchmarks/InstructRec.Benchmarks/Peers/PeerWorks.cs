using InstructRec.Benchmarks.Decoding;
using InstructRec.Benchmarks.Profiling;
using InstructRec.Benchmarks.Scoring;
using InstructRec.Scoring;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Peers;

/// <summary>Encoder, scoring and a decoding step by ONNX Runtime, by plain TorchSharp and by us, over the same weights.</summary>
internal sealed class PeerWorks : IDisposable
{
    private readonly List<IDisposable> _owned = [];
    private readonly T5ForConditionalGeneration _model, _half;
    private readonly int _threads, _length, _batch, _candidates;

    public PeerWorks(T5Config config, int threads, int batch, int length, int candidates)
    {
        (_threads, _batch, _length, _candidates) = (threads, batch, length, candidates);
        _model = Own(RandomNetwork.Create(config));
        _half = Own(RandomNetwork.Create(config, ScalarType.BFloat16));
    }

    /// <summary>One group after the other, so that only one lies in memory.</summary>
    public IEnumerable<PeerGroup> Groups()
    {
        yield return Encoder();
        yield return Scoring();
        yield return Step();
    }

    public void Dispose() => _owned.ForEach(o => o.Dispose());

    private PeerGroup Encoder()
    {
        using IDisposable grad = no_grad();
        Tensor ids = Own(RandomNetwork.Tokens(_model.Config, _batch, _length)), bias = Own(_model.Encoder.Bias.Square(_length));
        OnnxRun onnx = Own(new OnnxRun(OnnxNetwork.Encoder(_model), _threads)).With("ids", ids).With("bias", bias);
        PlainT5 plain = new(_model);
        return new PeerGroup(
            FormattableString.Invariant($"encoder, {_batch} x {_length}"),
            Math.Max(Difference(onnx.Read("hidden"), _model.EncodeHidden(ids, null)), Difference(Numbers(plain.Encode(ids)), _model.EncodeHidden(ids, null))),
            [
                ("ONNX Runtime fp32", onnx.Run),
                ("InstructRec fp32", Torch(() => _model.EncodeHidden(ids, null))),
                ("InstructRec fp32, MKL only", Torch(() => WithMkl(() => _model.EncodeHidden(ids, null)))),
                ("InstructRec bf16", Torch(() => _half.EncodeHidden(ids, null))),
                ("plain TorchSharp fp32", Torch(() => plain.Encode(ids))),
            ]);
    }

    private PeerGroup Scoring()
    {
        using IDisposable grad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        int[][] titles = SyntheticTitles.Create(_candidates, 3, _model.Config.VocabularySize - 1, 7, 12);
        Tensor ids = Own(RandomNetwork.Tokens(_model.Config, 1, _length));
        Tensor hidden = Own(_model.EncodeHidden(ids, null));
        EncodedInstruction encoded = Own(_model.Encode(ids, null)), halfEncoded = Own(_half.Encode(ids, null));
        CandidateTree tree = CandidateTree.Build(titles, 0);
        CandidateScorer scorer = new(_model, "random"), half = new(_half, "random");
        PlainT5 plain = new(_model);
        int width = titles.Max(t => t.Length);
        long[] read = new long[titles.Length * width], labels = new long[read.Length];
        for (int row = 0; row < titles.Length; row++)
        {
            for (int i = 0; i < titles[row].Length; i++)
            {
                labels[(row * width) + i] = titles[row][i];
                read[(row * width) + Math.Min(i + 1, width - 1)] = i + 1 < width ? titles[row][i] : read[(row * width) + width - 1];
            }
        }

        OnnxRun onnx = Own(new OnnxRun(OnnxNetwork.Scoring(_model), _threads))
            .With("ids", tensor(read, [titles.Length, width])).With("labels", tensor(labels, [titles.Length, width, 1]))
            .With("bias", _model.Decoder.Bias.Square(width)).With("encoded", hidden.expand(titles.Length, -1, -1));
        float[] each = onnx.Read("log_probabilities");
        float[] sums = [.. titles.Select((t, row) => each.AsSpan(row * width, t.Length).ToArray().Sum())];
        double[] own = scorer.Score(encoded, tree).Sums.ToArray(), byHand = plain.Score(ids, titles);
        return new PeerGroup(
            FormattableString.Invariant($"scoring {_candidates} candidates after {_length} tokens (decoder)"),
            own.Select((o, i) => Math.Max(Math.Abs(o - sums[i]), Math.Abs(o - byHand[i]))).Max(),
            [
                ("ONNX Runtime fp32, expanded", onnx.Run),
                ("InstructRec fp32, expanded", () => CandidateScoringProfile.Naive(_model, hidden, titles)),
                ("InstructRec fp32, packed", () => scorer.Score(encoded, tree)),
                ("InstructRec bf16, packed", () => half.Score(halfEncoded, tree)),
                ("plain TorchSharp fp32, one by one (with its encoder)", () => plain.Score(ids, titles)),
            ]);
    }

    private PeerGroup Step()
    {
        using IDisposable grad = no_grad();
        using DisposeScope scope = NewDisposeScope();
        T5Config config = _model.Config;
        const int Past = 8;
        Tensor ids = Own(RandomNetwork.Tokens(config, 1, _length)), said = Own(RandomNetwork.Tokens(config, 1, Past + 1));
        Tensor token = Own(said.narrow(1, Past, 1).contiguous()), hidden = Own(_model.EncodeHidden(ids, null));
        EncodedInstruction encoded = Own(_model.Encode(ids, null)), halfEncoded = Own(_half.Encode(ids, null));
        PlainT5 plain = new(_model);
        OnnxRun onnx = Own(new OnnxRun(OnnxNetwork.Step(_model), _threads)).With("ids", token).With("bias", _model.Decoder.Bias.Steps(Past + 1).unsqueeze(0).unsqueeze(2));
        using KeyValueCache cache = Filled(_model, encoded, said, Past);
        for (int i = 0; i < config.DecoderLayerCount; i++)
        {
            (Tensor keys, Tensor values) = cache.Read(i);
            onnx.With(FormattableString.Invariant($"keys_d{i}"), keys).With(FormattableString.Invariant($"values_d{i}"), values)
                .With(FormattableString.Invariant($"cross_keys_d{i}"), encoded.Layers[i].Keys).With(FormattableString.Invariant($"cross_values_d{i}"), encoded.Layers[i].Values);
        }

        Tensor own = _model.DecodeStep(token, cache, encoded);
        double difference = Math.Max(Difference(onnx.Read("logits"), own), Difference(Numbers(plain.Decode(said, hidden).narrow(1, Past, 1)), own));
        return new PeerGroup(
            FormattableString.Invariant($"one decoding step after {Past} tokens and {_length} of the instruction"), difference,
            [
                ("ONNX Runtime fp32", onnx.Run),
                ("InstructRec fp32", Steps(_model, encoded, said, Past, token)),
                ("InstructRec bf16", Steps(_half, halfEncoded, said, Past, token)),
                ("plain TorchSharp fp32, without cache", Torch(() => plain.Decode(said, hidden))),
            ]);
    }

    /// <summary>Steps from the same place on: 64 of them to a cache, then a new one, whose cost falls on the step that meets it.</summary>
    private Action Steps(T5ForConditionalGeneration model, EncodedInstruction encoded, Tensor said, int past, Tensor token)
    {
        KeyValueCache cache = Filled(model, encoded, said, past);
        _owned.Add(new Later(() => cache.Dispose()));
        return Torch(() =>
        {
            if (cache.Length == cache.MaxLength)
            {
                cache.Dispose();
                cache = Filled(model, encoded, said, past);
            }

            return model.DecodeStep(token, cache, encoded);
        });
    }

    private static KeyValueCache Filled(T5ForConditionalGeneration model, EncodedInstruction encoded, Tensor said, int past)
    {
        KeyValueCache cache = model.CreateCache(1, past + 64);
        for (int i = 0; i < past; i++)
        {
            using DisposeScope scope = NewDisposeScope();
            model.DecodeStep(said.narrow(1, i, 1), cache, encoded);
        }

        return cache;
    }

    private Tensor WithMkl(Func<Tensor> work)
    {
        KernelOptions before = _model.KernelOptions;
        try
        {
            _model.KernelOptions = before with { Linear = LinearMethod.Native };
            return work();
        }
        finally
        {
            _model.KernelOptions = before;
        }
    }

    private static Action Torch(Func<Tensor> work) => () =>
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        work();
    };

    private static float[] Numbers(Tensor tensor)
    {
        using DisposeScope scope = NewDisposeScope();
        return tensor.detach().contiguous().data<float>().ToArray();
    }

    private static double Difference(float[] peer, Tensor own) => peer.Zip(Numbers(own), (a, b) => Math.Abs((double)a - b)).Max();

    private T Own<T>(T owned)
        where T : IDisposable
    {
        if (owned is Tensor tensor)
        {
            tensor.DetachFromDisposeScope();
        }

        _owned.Add(owned);
        return owned;
    }

    private sealed class Later(Action dispose) : IDisposable
    {
        public void Dispose() => dispose();
    }
}
