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
            [
                new("ONNX Runtime fp32", onnx.Run, () => onnx.Read("hidden"), 0),
                Way("InstructRec fp32", () => _model.EncodeHidden(ids, null)),
                Way("InstructRec fp32, MKL only", () => WithMkl(() => _model.EncodeHidden(ids, null))),
                Way("InstructRec bf16", () => _half.EncodeHidden(ids, null), PeerGroup.HalfPrecision),
                Way("plain TorchSharp fp32", () => plain.Encode(ids)),
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
        (long[] read, long[] labels) = Rows(titles, width);
        OnnxRun onnx = Own(new OnnxRun(OnnxNetwork.Scoring(_model), _threads))
            .With("ids", tensor(read, [titles.Length, width])).With("labels", tensor(labels, [titles.Length, width, 1]))
            .With("bias", _model.Decoder.Bias.Square(width)).With("encoded", hidden.expand(titles.Length, -1, -1));
        double chance = Math.Log(_model.Config.VocabularySize);
        PeerWay Sums(string name, Func<double[]> work, double tolerance = PeerGroup.SinglePrecision) => new(
            name, () => work(), () => [.. work().Select((sum, i) => (float)(sum + (titles[i].Length * chance)))], tolerance);

        // How much likelier than by chance: what a network of drawn weights says beyond the size of its vocabulary, so that a wrong pass shows.
        float[] OnnxSums()
        {
            float[] each = onnx.Read("log_probabilities");
            return [.. titles.Select((t, row) => (float)(each.AsSpan(row * width, t.Length).ToArray().Sum(v => (double)v) + (t.Length * chance)))];
        }

        return new PeerGroup(
            FormattableString.Invariant($"scoring {_candidates} candidates after {_length} tokens that are already encoded"),
            [
                new("ONNX Runtime fp32, expanded", onnx.Run, OnnxSums, 0),
                Sums("InstructRec fp32, expanded", () => CandidateScoringProfile.Naive(_model, hidden, titles)),
                Sums("InstructRec fp32, packed", () => scorer.Score(encoded, tree).Sums.ToArray()),
                Sums("InstructRec bf16, packed", () => half.Score(halfEncoded, tree).Sums.ToArray(), PeerGroup.HalfPrecision),
                Sums("plain TorchSharp fp32, one by one", () => plain.Score(hidden, titles)),
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
        KeyValueCache cache = Own(Filled(_model, encoded, said, Past)), halfCache = Own(Filled(_half, halfEncoded, said, Past));
        for (int i = 0; i < config.DecoderLayerCount; i++)
        {
            (Tensor keys, Tensor values) = cache.Read(i);
            onnx.With(FormattableString.Invariant($"keys_d{i}"), keys).With(FormattableString.Invariant($"values_d{i}"), values)
                .With(FormattableString.Invariant($"cross_keys_d{i}"), encoded.Layers[i].Keys).With(FormattableString.Invariant($"cross_values_d{i}"), encoded.Layers[i].Values);
        }

        return new PeerGroup(
            FormattableString.Invariant($"one decoding step after {Past} tokens and {_length} of the instruction"),
            [
                new("ONNX Runtime fp32", onnx.Run, () => onnx.Read("logits"), 0),
                Way("InstructRec fp32", () => NextToken(_model, encoded, cache, token)),
                Way("InstructRec fp32, MKL only", () => WithMkl(() => NextToken(_model, encoded, cache, token))),
                Way("InstructRec bf16", () => NextToken(_half, halfEncoded, halfCache, token), PeerGroup.HalfPrecision),
                Way("plain TorchSharp fp32, without cache", () => plain.Decode(said, hidden).narrow(1, Past, 1)),
            ]);
    }

    /// <summary>A step, and the cache back to where it was: every step is of the same length, as ONNX Runtime's is.</summary>
    private static Tensor NextToken(T5ForConditionalGeneration model, EncodedInstruction encoded, KeyValueCache cache, Tensor token)
    {
        Tensor logits = model.DecodeStep(token, cache, encoded);
        cache.Rewind(cache.Length - 1);
        return logits;
    }

    private static KeyValueCache Filled(T5ForConditionalGeneration model, EncodedInstruction encoded, Tensor said, int past)
    {
        KeyValueCache cache = model.CreateCache(1, past + 1);
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

    private static PeerWay Way(string name, Func<Tensor> work, double tolerance = PeerGroup.SinglePrecision) => new(name, Torch(work), () => Numbers(work), tolerance);

    private static float[] Numbers(Func<Tensor> work)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        return work().detach().to_type(ScalarType.Float32).contiguous().data<float>().ToArray();
    }

    /// <summary>What a decoder reads of each title, the start token first, and what it should say; rows filled up to one width.</summary>
    private static (long[] Read, long[] Labels) Rows(int[][] titles, int width)
    {
        long[] read = new long[titles.Length * width], labels = new long[read.Length];
        for (int row = 0; row < titles.Length; row++)
        {
            for (int i = 0; i < titles[row].Length; i++)
            {
                labels[(row * width) + i] = titles[row][i];
                if (i + 1 < width)
                {
                    read[(row * width) + i + 1] = titles[row][i];
                }
            }
        }

        return (read, labels);
    }

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
}
