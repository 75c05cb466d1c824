using System.Globalization;
using System.Text.Json;
using InstructRec.Testing;
using InstructRec.Training.Batches;
using InstructRec.Training.Objectives;
using InstructRec.Training.Optimisers;
using static TorchSharp.torch;

namespace InstructRec.Training.Tests.Objectives;

[Collection("native")]
public sealed class SequenceObjectiveGoldenTests
{
    public static TheoryData<string> Models() => new(GoldenRoot.Cases("models").Where(m => File.Exists(GoldenRoot.Of("models", m, "gradients.safetensors"))));

    [Fact]
    public void Smooths_labels_as_the_reference_does()
    {
        JsonElement json = JsonDocument.Parse(File.ReadAllText(GoldenRoot.Of("optimisers", "label-smoothing.json"))).RootElement;
        string path = Path.GetFullPath(GoldenRoot.Of("optimisers", json.GetProperty("logits_and_labels").GetString()!));
        T5Network network = Networks.Golden(Path.GetFileName(Path.GetDirectoryName(path)!));
        using var owner = network.Model;
        using ParameterBuffer parameters = new(network.Parameters);
        TrainingBatch batch = Networks.Batch(new GoldenTensors(path), network.Config.DecoderStartTokenId);
        foreach (JsonProperty entry in json.GetProperty("loss_by_epsilon").EnumerateObject())
        {
            SequenceObjective objective = new(new SequenceObjectiveOptions { LabelSmoothing = double.Parse(entry.Name, CultureInfo.InvariantCulture) });
            objective.Backward(network, batch, batch.TotalWeight).Should().BeApproximately(entry.Value.GetDouble(), 1e-5);
        }
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Gradients_are_those_of_the_reference(string name)
    {
        T5Network network = Networks.Golden(name);
        using var owner = network.Model;
        using ParameterBuffer parameters = new(network.Parameters);
        TrainingBatch batch = Networks.Batch(new GoldenTensors(GoldenRoot.Of("models", name, "io.safetensors")), network.Config.DecoderStartTokenId);
        JsonElement expected = JsonDocument.Parse(File.ReadAllText(GoldenRoot.Of("models", name, "expected.json"))).RootElement;
        parameters.ZeroGradients();
        double loss = new SequenceObjective(new SequenceObjectiveOptions { ChunkLogits = 1000 }).Backward(network, batch, batch.TotalWeight);
        loss.Should().BeApproximately(expected.GetProperty("loss").GetDouble(), 1e-5);
        GoldenTensors gradients = new(GoldenRoot.Of("models", name, "gradients.safetensors"));
        foreach (ParameterSlice slice in parameters.Slices.Where(s => gradients.Names.Contains(s.Name)))
        {
            using Tensor view = ParameterBuffer.View(parameters.Gradients, slice);
            float[] got = [.. view.contiguous().data<float>()];
            float[] wanted = gradients.Floats(slice.Name);
            got.Zip(wanted).Max(p => Math.Abs(p.First - p.Second)).Should().BeLessThan(2e-5f, slice.Name);
        }

        GradientClipping.ByGlobalNorm(parameters, 0).Should().BeApproximately(expected.GetProperty("total_gradient_norm").GetDouble(), 1e-4);
    }
}
