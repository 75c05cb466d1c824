using System.Text.Json;
using System.Text.Json.Nodes;
using InstructRec.Checkpoints;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.Checkpoints;

[Collection("native")]
public sealed class ConfigFileTests
{
    [Theory]
    [InlineData("model_type", "\"bart\"", "*bart*another kind*")]
    [InlineData("model_type", "\"umt5\"", "*umt5*another kind*")]
    [InlineData("feed_forward_proj", "\"gated-silu\"", "*gated-silu*unknown activation*")]
    [InlineData("feed_forward_proj", "\"gelu\"", "*unknown activation*")]
    [InlineData("dense_act_fn", "\"silu\"", "*silu*unknown activation*")]
    [InlineData("vocab_size", "null", "*vocab_size is absent*")]
    [InlineData("d_model", "2.5", "*d_model*whole number*")]
    [InlineData("d_model", "99999999999", "*d_model*whole number*")]
    [InlineData("num_layers", "0", "*num_layers*1 to*")]
    [InlineData("num_layers", "2000000", "*num_layers*1 to*")]
    [InlineData("num_heads", "16777216", "*d_kv x num_heads*")]
    [InlineData("d_kv", "2", "*SelfAttention.q.weight*[3, 2]*[6, 2]*")]
    [InlineData("vocab_size", "5", "*shared.weight*[4, 2]*[5, 2]*")]
    [InlineData("relative_attention_num_buckets", "3", "*relative_attention_num_buckets*")]
    [InlineData("dropout_rate", "1.5", "*dropout_rate*")]
    [InlineData("layer_norm_epsilon", "\"small\"", "*layer_norm_epsilon is no number*")]
    [InlineData("tie_word_embeddings", "1", "*tie_word_embeddings*neither true nor false*")]
    [InlineData("decoder_start_token_id", "4", "*decoder_start_token_id*")]
    public void Refuses_a_value_that_cannot_be(string field, string value, string message)
    {
        using DisposeScope scope = NewDisposeScope();
        using TemporaryFolder folder = new();
        T5Config config = TinyConfig.Tied with { KeyValueDimension = field == "num_heads" ? 2 : 1 };
        PretrainedWriter.Write(config, ParameterSet.Random(config), folder.Path, new PretrainedSaveOptions());
        Change(folder, json => json[field] = JsonNode.Parse(value));

        InstructRecException refusal = FluentActions.Invoking(() => PretrainedFolder.Open(folder.Path)).Should().Throw<InstructRecException>().WithMessage(message).Which;
        refusal.Kind.Should().Be(InstructRecErrorKind.Checkpoint);
    }

    [Theory]
    [InlineData(T5Family.T5, true, false)]
    [InlineData(T5Family.T5, false, true)]
    [InlineData(T5Family.T5, false, false)]
    [InlineData(T5Family.MT5, false, true)]
    public void Means_the_same_to_transformers_4_and_5_and_to_us(T5Family family, bool scales, bool ownHead)
    {
        using DisposeScope scope = NewDisposeScope();
        using TemporaryFolder folder = new();
        T5Config config = TinyConfig.OwnHead with { Family = family, ScalesDecoderOutput = scales, HasOwnHead = ownHead, LayerNormEpsilon = 1.5e-5, DropoutRate = 0.05, DecoderStartTokenId = 2, InitializerFactor = 0.5 };
        Dictionary<string, Tensor> parameters = ParameterSet.Random(config);
        PretrainedWriter.Write(config, parameters, folder.Path, new PretrainedSaveOptions());

        PretrainedFolder.Open(folder.Path).Config.Should().Be(config);
        ParameterSet.Load(folder.Path).ShouldEqual(parameters);

        using SafetensorsFile weights = SafetensorsFile.Open(folder.Of("model.safetensors"));
        JsonObject json = JsonNode.Parse(File.ReadAllText(folder.Of("config.json")))!.AsObject();
        bool tie = (bool)json["tie_word_embeddings"]!;
        bool storesHead = weights.Tensors.ContainsKey("lm_head.weight");

        // transformers 4: tie_word_embeddings decides both; 5: scale_decoder_outputs overrides the scaling, the file decides the head.
        tie.Should().Be(scales);
        ((bool)json["scale_decoder_outputs"]!).Should().Be(scales);
        storesHead.Should().Be(ownHead || !tie);
        ((string)json["model_type"]!).Should().Be(family == T5Family.MT5 ? "mt5" : "t5");
    }

    [Fact]
    public void Fills_in_what_published_t5_checkpoints_leave_out()
    {
        using DisposeScope scope = NewDisposeScope();
        using TemporaryFolder folder = new();
        T5Config config = TinyConfig.Tied with { RelativeAttentionBucketCount = 32, RelativeAttentionMaxDistance = 128 };
        PretrainedWriter.Write(config, ParameterSet.Random(config), folder.Path, new PretrainedSaveOptions());
        string[] left = ["vocab_size", "d_model", "d_kv", "d_ff", "num_heads", "num_layers", "model_type"];
        Change(folder, json => json.Select(p => p.Key).Where(k => !left.Contains(k)).ToList().ForEach(k => json.Remove(k)));

        PretrainedFolder.Open(folder.Path).Config.Should().Be(config);
        Change(folder, json =>
        {
            json.Remove("model_type");
            json["architectures"] = new JsonArray("T5WithLMHeadModel");
        });
        PretrainedFolder.Open(folder.Path).Config.Should().Be(config);
    }

    [Fact]
    public void Reports_a_separate_head_that_is_not_there()
    {
        using DisposeScope scope = NewDisposeScope();
        using TemporaryFolder folder = new();
        PretrainedWriter.Write(TinyConfig.Tied, ParameterSet.Random(TinyConfig.Tied), folder.Path, new PretrainedSaveOptions());
        Change(folder, json =>
        {
            json["tie_word_embeddings"] = false;
            json.Remove("scale_decoder_outputs");
        });

        FluentActions.Invoking(() => PretrainedFolder.Open(folder.Path)).Should().Throw<InstructRecException>().WithMessage("*Missing tensors: lm_head.weight*");
    }

    private static void Change(TemporaryFolder folder, Action<JsonObject> change)
    {
        JsonObject json = JsonNode.Parse(File.ReadAllText(folder.Of("config.json")))!.AsObject();
        change(json);
        File.WriteAllText(folder.Of("config.json"), json.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }
}
