using InstructRec.Checkpoints;
using InstructRec.T5;
using InstructRec.Training.Objectives;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>A network as an objective sees it, with a clock around reading, answering and going back, and for what the objective does between them.</summary>
internal sealed class TimedNetwork(ITrainableNetwork network, PartClock clock, Cost encoder, Cost decoder, Cost head) : ITrainableNetwork
{
    public T5Config Config => network.Config;

    public IEnumerable<(string Name, Parameter Parameter)> Parameters => network.Parameters;

    public Parameter Head => network.Head;

    public Generator? DropoutGenerator => network.DropoutGenerator;

    public void Backward(Tensor states, Tensor gradient)
    {
        clock.Since("head, loss and their gradients", head);
        clock.Part("backward", (encoder + decoder) * 2, () => network.Backward(states, gradient));
    }

    public void SetTraining(bool training) => network.SetTraining(training);

    public Tensor Encode(Tensor ids, Tensor mask)
    {
        clock.Since("batch to tensors");
        return clock.Part("forward: encoder", encoder, () => network.Encode(ids, mask));
    }

    public Tensor Decode(Tensor ids, Tensor depths, int maxDepth, Tensor visible, Tensor encoded, Tensor mask)
    {
        clock.Since("batch to tensors");
        return clock.Part("forward: decoder", decoder, () => network.Decode(ids, depths, maxDepth, visible, encoded, mask));
    }

    public void Save(string folder, PretrainedSaveOptions options) => network.Save(folder, options);

    public void Load(string folder) => network.Load(folder);
}
