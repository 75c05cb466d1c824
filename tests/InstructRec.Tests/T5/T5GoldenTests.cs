using System.Text.Json;
using InstructRec.T5;
using InstructRec.Testing;
using TorchSharp;
using TorchSharp.Modules;
using static InstructRec.Tests.T5.GoldenNetwork;
using static TorchSharp.torch;

namespace InstructRec.Tests.T5;

/// <summary>Every network of the reference values: what Hugging Face computes is what this network computes.</summary>
[Collection("native")]
public class T5GoldenTests
{
    public static TheoryData<string> Networks => Names;

    public static TheoryData<string, string> Styles
    {
        get
        {
            TheoryData<string, string> data = [];
            foreach (string name in GoldenRoot.Cases("models"))
            {
                foreach (string style in GoldenRoot.Cases("models", name))
                {
                    data.Add(name, style);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Styles))]
    public void Logits_and_states_of_either_config_style(string name, string style)
    {
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        using GoldenNetwork golden = new(name, "io", style);

        Tensor encoded = golden.Model.EncodeHidden(golden["input_ids"], golden["attention_mask"]);
        Tensor decoded = golden.Model.DecodePacked(PackedTargets.Causal(golden["decoder_input_ids"]), encoded, golden["attention_mask"]);

        Difference(encoded, golden["encoder_last_hidden_state"]).Should().BeLessThan(3e-5);
        Difference(decoded, golden["decoder_last_hidden_state"]).Should().BeLessThan(3e-5);
        Difference(golden.Model.forward(golden["input_ids"], golden["attention_mask"], golden["decoder_input_ids"]), golden["logits"]).Should().BeLessThan(5e-5);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Loss_and_gradients(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using GoldenNetwork golden = new(name, "io");
        using GoldenNetwork gradients = new(name, "gradients");
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(GoldenRoot.Of("models", name, "expected.json")));

        Tensor logits = golden.Model.forward(golden["input_ids"], golden["attention_mask"], golden["decoder_input_ids"]);
        Tensor loss = nn.functional.cross_entropy(logits.view(-1, logits.shape[2]), golden["labels"].view(-1), ignore_index: -100);
        loss.backward();

        loss.item<float>().Should().BeApproximately(expected.RootElement.GetProperty("loss").GetSingle(), 1e-5f);
        Dictionary<string, Parameter> parameters = golden.Model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach (string parameter in gradients.Tensors)
        {
            Difference(parameters[parameter].grad!, gradients[parameter]).Should().BeLessThan(2e-5, parameter);
        }

        foreach (JsonProperty norm in expected.RootElement.GetProperty("gradient_norms").EnumerateObject())
        {
            double actual = parameters[norm.Name].grad!.norm().item<float>();
            actual.Should().BeApproximately(norm.Value.GetDouble(), 1e-4 + (1e-4 * norm.Value.GetDouble()), norm.Name);
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Beyond_the_greatest_distance(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        using GoldenNetwork golden = new(name, "long");

        Tensor encoded = golden.Model.EncodeHidden(golden["input_ids"], golden["attention_mask"]);
        Tensor logits = golden.Model.forward(golden["input_ids"], golden["attention_mask"], golden["decoder_input_ids"]);

        Difference(encoded.index_select(1, golden["encoder_positions"]), golden["encoder_last_hidden_state_at"]).Should().BeLessThan(1e-4);
        Difference(logits.index_select(1, golden["decoder_positions"]), golden["logits_at"]).Should().BeLessThan(1e-4);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Masks_of_every_kind(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        using GoldenNetwork io = new(name, "io");
        using GoldenNetwork edges = new(name, "edges");
        Tensor ids = io["input_ids"], decoder = io["decoder_input_ids"];

        Difference(io.Model.forward(ids, edges["holes_attention_mask"], decoder), edges["holes_logits"]).Should().BeLessThan(5e-5);
        Difference(io.Model.forward(ids, null, decoder), edges["logits_without_attention_mask"]).Should().BeLessThan(5e-5);
        Difference(io.Model.forward(edges["left_padded_input_ids"], edges["left_padded_attention_mask"], decoder), edges["left_padded_logits"]).Should().BeLessThan(5e-5);
        Tensor padding = edges["all_padding_row_attention_mask"];
        Difference(io.Model.EncodeHidden(ids, padding), edges["all_padding_row_encoder_last_hidden_state"]).Should().BeLessThan(5e-5);
        Difference(io.Model.forward(ids, padding, decoder), edges["all_padding_row_logits"]).Should().BeLessThan(5e-5);
        Tensor one = ones(1, 1, dtype: ScalarType.Int64), start = full(1, 1, io.Model.Config.DecoderStartTokenId, dtype: ScalarType.Int64);
        Difference(io.Model.forward(one, null, start), edges["single_token_logits"]).Should().BeLessThan(5e-5);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Half_precision(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        using GoldenNetwork io = new(name, "io");
        using GoldenNetwork bfloat = new(name, "half", type: ScalarType.BFloat16);
        using GoldenNetwork half = new(name, "half", type: ScalarType.Float16);

        Tensor inBfloat = bfloat.Model.forward(io["input_ids"], io["attention_mask"], io["decoder_input_ids"]).to_type(ScalarType.Float32);
        Tensor expected = bfloat["logits_bf16"];
        Tensor inHalf = half.Model.forward(io["input_ids"], io["attention_mask"], io["decoder_input_ids"]).to_type(ScalarType.Float32);

        Difference(inBfloat, expected).Should().BeLessThan(0.5);
        (inBfloat - expected).abs().mean().item<float>().Should().BeLessThan(0.05f);
        nn.functional.cosine_similarity(inBfloat.view(1, -1), expected.view(1, -1), 1).item<float>().Should().BeGreaterThan(0.999f);
        Difference(inHalf, half["logits_fp16"]).Should().BeLessThan(0.1);
        (inHalf - half["logits_fp16"]).abs().mean().item<float>().Should().BeLessThan(0.01f);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_row_alone_and_step_by_step_gives_what_the_batch_gives(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using var noGrad = no_grad();
        using GoldenNetwork golden = new(name, "io");
        Tensor ids = golden["input_ids"], mask = golden["attention_mask"], decoder = golden["decoder_input_ids"], expected = golden["logits"];
        for (long row = 0; row < ids.shape[0]; row++)
        {
            long length = mask[row].sum().item<long>();
            Tensor alone = ids.narrow(0, row, 1).narrow(1, 0, length);
            using EncodedInstruction encoded = golden.Model.Encode(alone, null);
            using KeyValueCache cache = golden.Model.CreateCache(1, (int)decoder.shape[1]);
            for (long at = 0; at < decoder.shape[1]; at++)
            {
                Tensor logits = golden.Model.DecodeStep(decoder.narrow(0, row, 1).narrow(1, at, 1), cache, encoded);
                Difference(logits.squeeze(0), expected[row, at]).Should().BeLessThan(5e-5);
            }
        }
    }

    [Fact]
    public void Buckets_of_every_distance()
    {
        using DisposeScope scope = NewDisposeScope();
        using var values = InstructRec.Checkpoints.SafetensorsFile.Open(GoldenRoot.Of("buckets", "buckets.safetensors"));
        long[] distances = values.Read("relative_position").data<long>().ToArray();
        foreach (string name in values.Tensors.Keys.Where(n => n.StartsWith("buckets_", StringComparison.Ordinal)))
        {
            string[] parts = name.Split('_');
            int[] actual = [.. distances.Select(d => RelativePositionBuckets.Of(d, int.Parse(parts[1]), int.Parse(parts[2]), parts[3] == "bidirectional"))];
            actual.Should().Equal(values.Read(name).data<long>().ToArray().Select(b => (int)b), name);
        }
    }
}
