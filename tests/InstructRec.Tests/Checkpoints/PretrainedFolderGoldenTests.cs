using System.Text.Json;
using InstructRec.Checkpoints;
using InstructRec.T5;
using InstructRec.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.Checkpoints;

[Collection("native")]
public sealed class PretrainedFolderGoldenTests
{
    public static TheoryData<string> Models => [.. GoldenRoot.Cases("models")];

    public static TheoryData<string> Folders => [.. GoldenRoot.Cases("checkpoints")];

    [Theory]
    [MemberData(nameof(Models))]
    public void Both_styles_of_a_folder_are_one_network(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        T5Config released = PretrainedFolder.Open(GoldenRoot.Of("models", name, "hf-released")).Config;
        T5Config current = PretrainedFolder.Open(GoldenRoot.Of("models", name, "hf-v5")).Config;

        released.Should().Be(current);
        Dictionary<string, Tensor> parameters = ParameterSet.Load(GoldenRoot.Of("models", name, "hf-released"));
        parameters.ShouldEqual(ParameterSet.Load(GoldenRoot.Of("models", name, "hf-v5")));
        parameters.Values.Should().OnlyContain(t => t.isfinite().all().item<bool>());
    }

    [Theory]
    [MemberData(nameof(Folders))]
    public void Loads_or_refuses_a_folder_as_expected(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(GoldenRoot.Of("checkpoints", "expected.json")));
        JsonElement expected = document.RootElement.GetProperty(name);
        string folder = GoldenRoot.Of("checkpoints", name);
        string expectation = expected.GetProperty("expect").GetString()!;
        if (name.StartsWith("broken-", StringComparison.Ordinal))
        {
            InstructRecException refusal = FluentActions.Invoking(() => PretrainedFolder.Open(folder)).Should().Throw<InstructRecException>().Which;
            refusal.Kind.Should().Be(InstructRecErrorKind.Checkpoint);
            refusal.Where.Should().StartWith(folder);
            foreach (string part in Named(expected))
            {
                refusal.Message.Should().Contain(part);
            }

            return;
        }

        Dictionary<string, Tensor> parameters = ParameterSet.Load(folder);
        if (expectation.StartsWith("logits equal models/", StringComparison.Ordinal))
        {
            string twin = expectation["logits equal models/".Length..].Split('/')[0];
            parameters.ShouldEqual(ParameterSet.Load(GoldenRoot.Of("models", twin, "hf-released")));
        }
        else
        {
            ScalarType stored = expected.GetProperty("stored_dtype").GetString() == "BF16" ? ScalarType.BFloat16 : ScalarType.Float16;
            parameters.Should().OnlyContain(p => p.Value.equal(p.Value.to(stored).to(ScalarType.Float32)).all().item<bool>());
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Saved_and_loaded_again_is_the_same_to_the_last_bit(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using TemporaryFolder folder = new();
        string source = GoldenRoot.Of("models", name, "hf-v5");
        T5Config config = PretrainedFolder.Open(source).Config;
        Dictionary<string, Tensor> parameters = ParameterSet.Load(source);
        foreach (long? shard in new long?[] { null, 40_000, 7, null })
        {
            PretrainedWriter.Write(config, parameters, folder.Path, new PretrainedSaveOptions { MaxShardBytes = shard });

            PretrainedFolder.Open(folder.Path).Config.Should().Be(config);
            ParameterSet.Load(folder.Path).ShouldEqual(parameters);
            File.Exists(folder.Of("model.safetensors")).Should().Be(shard is null);
            Directory.GetFiles(folder.Path, "model-*").Should().HaveCount(shard is null ? 0 : shard == 7 ? parameters.Count + (config.HasOwnHead || config.ScalesDecoderOutput ? 0 : 1) : Directory.GetFiles(folder.Path, "model-*").Length);
        }

        Directory.GetFiles(folder.Path).Select(Path.GetFileName).Should().BeEquivalentTo("config.json", "model.safetensors");
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Saved_in_half_precision_takes_half_the_room_and_is_rounded_once(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using TemporaryFolder folder = new();
        string source = GoldenRoot.Of("models", name, "hf-v5");
        Dictionary<string, Tensor> parameters = ParameterSet.Load(source);
        PretrainedWriter.Write(PretrainedFolder.Open(source).Config, parameters, folder.Path, new PretrainedSaveOptions { DataType = ScalarType.BFloat16 });

        ParameterSet.Load(folder.Path, ScalarType.BFloat16).ShouldEqual(parameters.ToDictionary(p => p.Key, p => p.Value.to(ScalarType.BFloat16)));
        using SafetensorsFile file = SafetensorsFile.Open(folder.Of("model.safetensors"));
        file.Tensors.Values.Should().OnlyContain(t => t.Type == SafetensorsType.BF16);
        file.Metadata.Should().Contain("format", "pt");
    }

    // Everything that the expectation names must stand in the message: tensors, files, shapes.
    private static IEnumerable<string> Named(JsonElement expected)
    {
        foreach (JsonProperty property in expected.EnumerateObject())
        {
            if (property.Name is "missing" or "unexpected" or "absent")
            {
                yield return property.Name == "absent" ? "absent" : char.ToUpperInvariant(property.Name[0]) + property.Name[1..] + " tensors";
                foreach (JsonElement item in property.Value.EnumerateArray())
                {
                    yield return item.GetString()!;
                }
            }
            else if (property.Name is "found" or "expected")
            {
                yield return $"[{string.Join(", ", property.Value.EnumerateArray().Select(e => e.GetInt64()))}]";
            }
            else if (property.Name == "tensor")
            {
                yield return property.Value.GetString()!;
            }
            else if (property.Name == "bytes_promised")
            {
                yield return "promises more bytes than the file has";
            }
        }
    }
}
