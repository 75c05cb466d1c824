using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.T5;

/// <summary>Fresh weights as T5 draws them (Mesh TensorFlow's rules, the ones Hugging Face follows).</summary>
public static class T5Initialization
{
    /// <summary>Draws every weight of a network, in the order of the parameters' names, so that one seed gives one network.</summary>
    /// <param name="network">The network; its parameters are overwritten.</param>
    /// <param name="generator">Where the draws come from; it stays the caller's.</param>
    /// <remarks>
    /// Standard deviations, times <see cref="T5Config.InitializerFactor"/>: embedding and own head 1; q (d_model · d_kv)^-0.5;
    /// k, v and position table d_model^-0.5; o (heads · d_kv)^-0.5; wi d_model^-0.5; wo d_ff^-0.5; norms 1 throughout.
    /// </remarks>
    public static void InitializeWeights(this T5ForConditionalGeneration network, Generator generator)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(generator);
        using var noGrad = no_grad();
        foreach ((string name, Parameter parameter) in network.named_parameters().OrderBy(p => p.name, StringComparer.Ordinal))
        {
            if (name.EndsWith("layer_norm.weight", StringComparison.Ordinal))
            {
                parameter.FillInPlace(network.Config.InitializerFactor);
            }
            else
            {
                parameter.normal_(0, network.Config.InitializerFactor * StandardDeviation(name, network.Config), generator);
            }
        }
    }

    private static double StandardDeviation(string name, T5Config config)
    {
        string[] parts = name.Split('.');
        return parts[^2] switch
        {
            "shared" or "lm_head" => 1.0,
            "q" => Math.Pow((double)config.ModelDimension * config.KeyValueDimension, -0.5),
            "o" => Math.Pow(config.InnerDimension, -0.5),
            "wo" => Math.Pow(config.FeedForwardDimension, -0.5),
            _ => Math.Pow(config.ModelDimension, -0.5),
        };
    }
}
