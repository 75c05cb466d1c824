using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>Networks of a shape with drawn weights, and inputs for them: what is measured does not depend on what was learned.</summary>
internal static class RandomNetwork
{
    /// <summary>A network in evaluation mode; the same seed, the same weights.</summary>
    public static T5ForConditionalGeneration Create(T5Config config, ScalarType type = ScalarType.Float32, Device? device = null, OneDnnLinear? oneDnn = null)
    {
        using Generator generator = new(1);
        T5ForConditionalGeneration model = new(config, null, ScalarType.Float32, oneDnn ?? OneDnnLinear.OfProcess);
        model.InitializeWeights(generator);
        if (type != ScalarType.Float32 || (device is not null && device.type != DeviceType.CPU))
        {
            T5ForConditionalGeneration typed = new(config, device, type);
            using IDisposable grad = no_grad();
            foreach (((_, var to), (_, var from)) in typed.named_parameters().Zip(model.named_parameters()))
            {
                to.copy_(from);
            }

            model.Dispose();
            model = typed;
        }

        model.eval();
        return model;
    }

    /// <summary>[rows, length] int64.</summary>
    public static Tensor Tokens(T5Config config, int rows, int length, Device? device = null, int seed = 2)
    {
        Random random = new(seed);
        return tensor([.. Enumerable.Range(0, rows * length).Select(_ => (long)random.Next(3, config.VocabularySize))], [rows, length], device: device ?? CPU);
    }
}
