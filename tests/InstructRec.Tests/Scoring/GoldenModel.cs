using InstructRec.Checkpoints;
using InstructRec.T5;
using static TorchSharp.torch;

namespace InstructRec.Tests.Scoring;

internal static class GoldenModel
{
    public static T5ForConditionalGeneration Load(string folder, ScalarType dtype = ScalarType.Float32)
    {
        PretrainedFolder pretrained = PretrainedFolder.Open(folder);
        T5ForConditionalGeneration model = new(pretrained.Config, dtype: dtype);
        pretrained.CopyTo(model.named_parameters().ToDictionary(p => p.name, p => (Tensor)p.parameter), null);
        model.eval();
        return model;
    }
}
