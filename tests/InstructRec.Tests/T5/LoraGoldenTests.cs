using System.Text.Json;
using InstructRec.Checkpoints;
using InstructRec.T5;
using InstructRec.Testing;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.Tests.T5;

/// <summary>Every adapter of the golden root, against PEFT: applied, merged, trained, fresh, and written back.</summary>
[Collection("native")]
public class LoraGoldenTests
{
    public static TheoryData<string> Cases => [.. GoldenRoot.Cases("lora")];

    [Theory]
    [MemberData(nameof(Cases))]
    public void AppliedMergedAndUndone(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        using T5ForConditionalGeneration model = Base(name);
        using LoraAdapter adapter = LoraFolder.Load(GoldenRoot.Of("lora", name, "adapter"), model);
        Dictionary<string, Tensor> io = GoldenTensors.Tensors("lora", name, "io.safetensors");
        Dictionary<string, Tensor> before = model.named_parameters().ToDictionary(p => p.name, p => p.parameter.detach().clone());
        Logits(model, io).ShouldBe(io["base_logits"], 5e-5, "base");
        adapter.Apply();
        Logits(model, io).ShouldBe(io["adapter_logits"], 5e-5, "applied");
        adapter.Remove();
        Logits(model, io).ShouldBe(io["base_logits"], 5e-5, "removed");
        adapter.Merge();
        Logits(model, io).ShouldBe(io["merged_logits"], 5e-5, "merged");
        Dictionary<string, Parameter> parameters = model.named_parameters().ToDictionary(p => p.name, p => p.parameter);
        foreach ((string weight, Tensor expected) in GoldenTensors.Tensors("lora", name, "merged-weights.safetensors"))
        {
            parameters[weight].ShouldBe(expected, 1e-6, weight);
        }

        adapter.Unmerge();
        foreach ((string weight, Tensor original) in before)
        {
            parameters[weight].ShouldBe(original, 0, weight);
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Gradients(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using T5ForConditionalGeneration model = Base(name);
        using LoraAdapter adapter = LoraFolder.Load(GoldenRoot.Of("lora", name, "adapter"), model);
        Dictionary<string, Tensor> io = GoldenTensors.Tensors("lora", name, "io.safetensors"), expected = GoldenTensors.Tensors("lora", name, "gradients.safetensors");
        adapter.Apply(forTraining: true);
        using JsonDocument said = JsonDocument.Parse(File.ReadAllText(GoldenRoot.Of("lora", name, "expected.json")));
        Loss(model, io).item<float>().Should().BeApproximately(said.RootElement.GetProperty("loss_with_adapter").GetSingle(), 1e-5f);
        Loss(model, io).backward();
        adapter.Parameters.Keys.Should().BeEquivalentTo(expected.Keys);
        foreach ((string parameter, Parameter value) in adapter.Parameters)
        {
            value.grad!.ShouldBe(expected[parameter], 3e-5, parameter);
        }

        model.parameters().Should().OnlyContain(p => !p.requires_grad && ReferenceEquals(p.grad, null));
        adapter.Remove();
        model.parameters().Should().OnlyContain(p => p.requires_grad);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Fresh(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using T5ForConditionalGeneration model = Base(name);
        using LoraAdapter loaded = LoraFolder.Load(GoldenRoot.Of("lora", name, "adapter"), model);
        using Generator generator = new(7);
        using LoraAdapter adapter = new(model, loaded.Config, generator);
        adapter.Parameters.Where(p => p.Key.Contains("lora_A", StringComparison.Ordinal)).Should().OnlyContain(p => p.Value.abs().max().item<float>() > 0);
        Dictionary<string, Tensor> io = GoldenTensors.Tensors("lora", name, "io.safetensors"), fresh = GoldenTensors.Tensors("lora", name, "fresh-adapter.safetensors");
        using (no_grad())
        {
            foreach ((string parameter, Parameter value) in adapter.Parameters)
            {
                value.copy_(fresh["parameter:" + parameter]);
            }
        }

        adapter.Apply(forTraining: true);
        using (no_grad())
        {
            Logits(model, io).ShouldBe(io["base_logits"], 5e-5, "a fresh adapter changes nothing");
        }

        Loss(model, io).backward();
        foreach ((string parameter, Parameter value) in adapter.Parameters)
        {
            if (fresh.TryGetValue("gradient:" + parameter, out Tensor? gradient))
            {
                value.grad!.ShouldBe(gradient, 3e-5, parameter);
            }
            else
            {
                parameter.Should().Contain("lora_A");
                value.grad!.abs().max().item<float>().Should().Be(0, parameter);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void WrittenAndReadBack(string name)
    {
        using DisposeScope scope = NewDisposeScope();
        using T5ForConditionalGeneration model = Base(name);
        using LoraAdapter adapter = LoraFolder.Load(GoldenRoot.Of("lora", name, "adapter"), model);
        string folder = Directory.CreateTempSubdirectory("lora").FullName;
        try
        {
            LoraFolder.Save(adapter, folder);
            using LoraAdapter again = LoraFolder.Load(folder, model);
            again.Config.Should().BeEquivalentTo(adapter.Config);
            using SafetensorsFile ours = SafetensorsFile.Open(Path.Combine(folder, LoraFolder.WeightsName));
            using SafetensorsFile theirs = SafetensorsFile.Open(GoldenRoot.Of("lora", name, "adapter", LoraFolder.WeightsName));
            ours.Tensors.Keys.Should().BeEquivalentTo(theirs.Tensors.Keys);
            foreach (string tensor in ours.Tensors.Keys)
            {
                ours.Read(tensor).ShouldBe(theirs.Read(tensor), 0, tensor);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static T5ForConditionalGeneration Base(string name)
    {
        using JsonDocument expected = JsonDocument.Parse(File.ReadAllText(GoldenRoot.Of("lora", name, "expected.json")));
        return GoldenTensors.Load(Path.GetFullPath(GoldenRoot.Of("lora", name, expected.RootElement.GetProperty("base_model").GetString()!)));
    }

    private static Tensor Logits(T5ForConditionalGeneration model, Dictionary<string, Tensor> io) => model.forward(io["input_ids"], io["attention_mask"], io["decoder_input_ids"]);

    private static Tensor Loss(T5ForConditionalGeneration model, Dictionary<string, Tensor> io)
    {
        Tensor logits = Logits(model, io);
        return nn.functional.cross_entropy(logits.view(-1, logits.shape[^1]), io["labels"].reshape(-1), ignore_index: -100);
    }
}
