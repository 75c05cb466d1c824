using System.Text.Json;
using InstructRec.Testing;
using InstructRec.Training.Batches;
using InstructRec.Training.Objectives;
using InstructRec.Training.Optimisers;
using InstructRec.Training.Schedules;
using static TorchSharp.torch;

namespace InstructRec.Training.Tests.Optimisers;

[Collection("native")]
public sealed class OptimiserGoldenTests
{
    public static TheoryData<string, string> Cases()
    {
        TheoryData<string, string> cases = [];
        foreach (string network in GoldenRoot.Cases("optimisers"))
        {
            foreach (string file in Directory.GetFiles(GoldenRoot.Of("optimisers", network), "*.json").Order(StringComparer.Ordinal))
            {
                cases.Add(network, Path.GetFileNameWithoutExtension(file));
            }
        }

        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Follows_the_reference_step_by_step(string name, string variant)
    {
        JsonElement json = JsonDocument.Parse(File.ReadAllText(GoldenRoot.Of("optimisers", name, variant + ".json"))).RootElement;
        JsonElement settings = json.GetProperty("variant");
        int steps = settings.GetProperty("steps").GetInt32();
        T5Network network = Networks.Golden(name);
        using var owner = network.Model;
        TrainingBatch batch = Networks.Batch(new GoldenTensors(GoldenRoot.Of("optimisers", name, "batch.safetensors")));
        using ParameterBuffer parameters = new(network.Parameters, DecayRule.All);
        using IOptimiser optimiser = Create(settings, parameters, out LearningRateSchedule schedule);
        SequenceObjectiveOptions objectiveOptions = new()
        {
            LabelSmoothing = settings.TryGetProperty("smoothing", out JsonElement smoothing) ? smoothing.GetDouble() : 0,
            ChunkLogits = 700,
        };
        double clip = settings.GetProperty("clip") is { ValueKind: JsonValueKind.Number } value ? value.GetDouble() : 0;
        TrainingStepper stepper = new(network, new SequenceObjective(objectiveOptions), optimiser, clip);
        foreach (JsonElement entry in json.GetProperty("log").EnumerateArray())
        {
            if (entry.GetProperty("step").ValueKind != JsonValueKind.Number)
            {
                stepper.Objective.Backward(network, batch, batch.TotalWeight).Should().BeApproximately(entry.GetProperty("loss").GetDouble(), 1e-4);
                continue;
            }

            int step = entry.GetProperty("step").GetInt32() - 1;
            double rate = schedule.At(TrainingMoment.OfSteps(step, steps, schedule.WarmupSteps));
            StepReport report = stepper.Step([batch], rate);
            report.Loss.Should().BeApproximately(entry.GetProperty("loss").GetDouble(), 1e-4);
            double norm = entry.GetProperty("gradient_norm_before_clipping").GetDouble();
            report.GradientNorm.Should().BeApproximately(norm, 3e-4 * norm);
            if (entry.TryGetProperty("lr", out JsonElement expected) && expected.ValueKind == JsonValueKind.Number && optimiser is AdamW)
            {
                rate.Should().BeApproximately(expected.GetDouble(), 1e-12);
            }
        }

        CompareWeights(network, new GoldenTensors(GoldenRoot.Of("optimisers", name, variant + ".safetensors")));
    }

    private static void CompareWeights(T5Network network, GoldenTensors expected)
    {
        long total = 0, within = 0;
        Dictionary<string, Tensor> parameters = network.Parameters.ToDictionary(p => p.Name, p => (Tensor)p.Parameter);
        foreach (string tensor in expected.Names)
        {
            float[] wanted = expected.Floats(tensor);
            float[] got = [.. parameters[tensor].detach().contiguous().data<float>()];
            got.Should().HaveSameCount(wanted, tensor);
            float[] differences = [.. wanted.Zip(got, (w, g) => Math.Abs(w - g))];
            differences.Max().Should().BeLessThan(5e-4f, tensor);
            total += differences.Length;
            within += differences.Count(d => d <= 5e-6f);
        }

        ((double)within / total).Should().BeGreaterThan(0.999);
    }

    private static IOptimiser Create(JsonElement settings, ParameterBuffer parameters, out LearningRateSchedule schedule)
    {
        if (settings.GetProperty("kind").GetString() == "adamw")
        {
            schedule = new LearningRateSchedule(ScheduleKind.Linear, 1e-3, 2);
            return new AdamW(parameters);
        }

        JsonElement arguments = settings.GetProperty("args");
        double rate = arguments.GetProperty("lr") is { ValueKind: JsonValueKind.Number } lr ? lr.GetDouble() : 1;
        schedule = new LearningRateSchedule(ScheduleKind.Constant, rate, 0);
        return new Adafactor(parameters, new AdafactorOptions
        {
            RelativeStep = arguments.GetProperty("relative_step").GetBoolean(),
            ScaleParameter = arguments.GetProperty("scale_parameter").GetBoolean(),
            WarmupInit = arguments.GetProperty("warmup_init").GetBoolean(),
        });
    }
}
