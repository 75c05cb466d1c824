using System.Text.Json;
using InstructRec.T5;
using InstructRec.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.T5;

/// <summary>Folders stored in shards, in half precision, or with a tied matrix under any of its names compute what the reference computed from them.</summary>
[Collection("native")]
public class CheckpointLogitsGoldenTests
{
    private const string EqualTo = "logits equal ";

    public static TheoryData<string> Folders => [.. GoldenRoot.Cases("checkpoints").Where(n => !n.StartsWith("broken-", StringComparison.Ordinal))];

    [Theory]
    [MemberData(nameof(Folders))]
    public void Logits(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(GoldenRoot.Of("checkpoints", "expected.json")));
        string expectation = document.RootElement.GetProperty(name).GetProperty("expect").GetString()!;
        (Dictionary<string, Tensor> io, string logits) = expectation.StartsWith(EqualTo, StringComparison.Ordinal)
            ? (GoldenTensors.Tensors(expectation[EqualTo.Length..].Split('/')), "logits")
            : (GoldenTensors.Tensors("checkpoints", name, "io.safetensors"), "logits_computed_in_fp32");

        using T5ForConditionalGeneration model = GoldenTensors.Load(GoldenRoot.Of("checkpoints", name));

        model.forward(io["input_ids"], io["attention_mask"], io["decoder_input_ids"]).ShouldBe(io[logits], 5e-5, name);
    }
}
