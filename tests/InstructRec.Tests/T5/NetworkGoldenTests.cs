using System.Text.Json;
using InstructRec.T5;
using InstructRec.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.T5;

/// <summary>Every network of the golden root, against transformers: what each block says, logits, loss, gradients, long inputs, odd masks, half precision.</summary>
[Collection("native")]
public class NetworkGoldenTests
{
    public static IEnumerable<object[]> Models => GoldenTensors.Models;

    public static IEnumerable<object[]> Checkpoints => GoldenTensors.Checkpoints;

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public void Logits(string name, string style)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        using T5ForConditionalGeneration model = GoldenTensors.Load(GoldenRoot.Of("models", name, style));
        Dictionary<string, Tensor> io = GoldenTensors.Tensors("models", name, "io.safetensors");
        model.forward(io["input_ids"], io["attention_mask"], io["decoder_input_ids"]).ShouldBe(io["logits"], 5e-5, "logits");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Blocks(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        using T5ForConditionalGeneration model = GoldenTensors.Model(name);
        Dictionary<string, Tensor> io = GoldenTensors.Tensors("models", name, "io.safetensors");
        List<int> seen = [];
        model.Embedding.Apply(io["input_ids"]).ShouldBe(io["encoder_embeddings"], 0, "embeddings");
        Tensor hidden = model.EncodeHidden(io["input_ids"], io["attention_mask"], (i, h) => Block("encoder", i, h));
        hidden.ShouldBe(io["encoder_last_hidden_state"], 3e-5, "encoder output");
        model.DecodeCausal(io["decoder_input_ids"], hidden, io["attention_mask"], (i, h) => Block("decoder", i, h))
            .ShouldBe(io["decoder_last_hidden_state"], 1e-4, "decoder output");
        seen.Should().HaveCount(model.Config.EncoderLayerCount + model.Config.DecoderLayerCount);

        void Block(string stack, int index, Tensor hidden)
        {
            seen.Add(index);
            hidden.ShouldBe(io[FormattableString.Invariant($"{stack}_block_{index}")], 1e-4, $"{stack} block {index}");
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void PositionBiases(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        using T5ForConditionalGeneration model = GoldenTensors.Model(name);
        Dictionary<string, Tensor> io = GoldenTensors.Tensors("models", name, "io.safetensors");
        Tensor encoder = io["encoder_position_bias"], decoder = io["decoder_position_bias"];
        model.Encoder.Bias.Square(encoder.shape[2]).ShouldBe(encoder, 0, "encoder bias");

        // Ours hides what lies ahead; the reference adds that elsewhere.
        Tensor seen = ones_like(decoder).tril();
        (model.Decoder.Bias.Square(decoder.shape[2]) * seen).ShouldBe(decoder * seen, 0, "decoder bias");
        model.Decoder.Bias.Square(decoder.shape[2]).masked_select(seen.eq(0)).max().item<float>().Should().Be(float.MinValue);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void LossAndGradients(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using T5ForConditionalGeneration model = GoldenTensors.Model(name);
        model.DropoutRate = 0;
        model.train();
        Dictionary<string, Tensor> io = GoldenTensors.Tensors("models", name, "io.safetensors");
        Tensor logits = model.forward(io["input_ids"], io["attention_mask"], io["decoder_input_ids"]);
        CheckLossAndGradients(name, model, logits, io["labels"]);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void LossAndGradientsPacked(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using T5ForConditionalGeneration model = GoldenTensors.Model(name);
        model.DropoutRate = 0;
        model.train();
        Dictionary<string, Tensor> io = GoldenTensors.Tensors("models", name, "io.safetensors");
        Tensor hidden = model.EncodeHidden(io["input_ids"], io["attention_mask"]);
        Tensor logits = model.Head(model.DecodePacked(PackedTargets.Causal(io["decoder_input_ids"]), hidden, io["attention_mask"]));
        logits.ShouldBe(io["logits"], 5e-5, "logits");
        CheckLossAndGradients(name, model, logits, io["labels"]);
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Long(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        using T5ForConditionalGeneration model = GoldenTensors.Model(name);
        Dictionary<string, Tensor> io = GoldenTensors.Tensors("models", name, "long.safetensors");
        Tensor hidden = model.EncodeHidden(io["input_ids"], io["attention_mask"]);
        hidden.index_select(1, io["encoder_positions"]).ShouldBe(io["encoder_last_hidden_state_at"], 1e-4, "encoder output");
        Tensor logits = model.Head(model.DecodeCausal(io["decoder_input_ids"], hidden, io["attention_mask"]));
        logits.index_select(1, io["decoder_positions"]).ShouldBe(io["logits_at"], 1e-4, "logits");
        Tensor packed = model.Head(model.DecodePacked(PackedTargets.Causal(io["decoder_input_ids"]), hidden, io["attention_mask"]));
        packed.index_select(1, io["decoder_positions"]).ShouldBe(io["logits_at"], 1e-4, "packed logits");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Edges(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        using T5ForConditionalGeneration model = GoldenTensors.Model(name);
        Dictionary<string, Tensor> io = GoldenTensors.Tensors("models", name, "io.safetensors"), edges = GoldenTensors.Tensors("models", name, "edges.safetensors");
        Tensor ids = io["input_ids"], decoder = io["decoder_input_ids"];
        model.EncodeHidden(ids, edges["all_padding_row_attention_mask"]).ShouldBe(edges["all_padding_row_encoder_last_hidden_state"], 3e-5, "all padding, encoder");
        model.forward(ids, edges["all_padding_row_attention_mask"], decoder).ShouldBe(edges["all_padding_row_logits"], 5e-5, "all padding");
        model.forward(ids, edges["holes_attention_mask"], decoder).ShouldBe(edges["holes_logits"], 5e-5, "holes");
        model.forward(edges["left_padded_input_ids"], edges["left_padded_attention_mask"], decoder).ShouldBe(edges["left_padded_logits"], 5e-5, "left padding");
        model.forward(ids, null, decoder).ShouldBe(edges["logits_without_attention_mask"], 5e-5, "no mask");
        Tensor start = tensor(new long[] { model.Config.DecoderStartTokenId }).view(1, 1);
        model.forward(ones(1, 1, ScalarType.Int64), null, start).ShouldBe(edges["single_token_logits"], 5e-5, "single token");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void HalfPrecision(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        Dictionary<string, Tensor> io = GoldenTensors.Tensors("models", name, "io.safetensors"), half = GoldenTensors.Tensors("models", name, "half.safetensors");
        foreach ((ScalarType type, string suffix, double mean, double max) in new[] { (ScalarType.BFloat16, "bf16", 0.05, 0.5), (ScalarType.Float16, "fp16", 0.01, 0.1) })
        {
            using T5ForConditionalGeneration model = GoldenTensors.Model(name, type);
            Tensor logits = model.forward(io["input_ids"], io["attention_mask"], io["decoder_input_ids"]);
            logits.dtype.Should().Be(type);
            GoldenTensors.MeanDifference(logits, half["logits_" + suffix]).Should().BeLessThanOrEqualTo(mean, suffix);
            GoldenTensors.Difference(logits, half["logits_" + suffix]).Should().BeLessThanOrEqualTo(max, suffix);
            Tensor a = logits.to_type(ScalarType.Float64).view(-1), b = half["logits_" + suffix].to_type(ScalarType.Float64).view(-1);
            (a.dot(b) / (a.norm() * b.norm())).item<double>().Should().BeGreaterThanOrEqualTo(0.999, suffix);
            model.named_parameters().Where(p => p.name.EndsWith(".wo.weight", StringComparison.Ordinal)).Select(p => p.parameter.dtype).Distinct()
                .Should().Equal(type == ScalarType.Float16 ? ScalarType.Float32 : type);
            Tensor allPadding = model.forward(io["input_ids"], zeros_like(io["attention_mask"]), io["decoder_input_ids"]);
            allPadding.isfinite().all().item<bool>().Should().BeTrue(suffix);
        }
    }

    private static void CheckLossAndGradients(string name, T5ForConditionalGeneration model, Tensor logits, Tensor labels)
    {
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(GoldenRoot.Of("models", name, "expected.json")));
        Tensor loss = nn.functional.cross_entropy(logits.view(-1, logits.shape[^1]), labels.reshape(-1), ignore_index: -100);
        loss.item<float>().Should().BeApproximately(expected.RootElement.GetProperty("loss").GetSingle(), 1e-5f);
        loss.backward();
        Dictionary<string, Tensor> gradients = model.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad!);
        foreach ((string parameter, Tensor gradient) in GoldenTensors.Tensors("models", name, "gradients.safetensors"))
        {
            gradients[parameter].ShouldBe(gradient, 2e-5, parameter);
        }

        JsonElement norms = expected.RootElement.GetProperty("gradient_norms");
        norms.EnumerateObject().Select(n => n.Name).Should().BeEquivalentTo(gradients.Keys);
        foreach (JsonProperty norm in norms.EnumerateObject())
        {
            gradients[norm.Name].norm().item<float>().Should().BeApproximately(norm.Value.GetSingle(), 1e-4f, norm.Name);
        }
    }
}
