using InstructRec.Checkpoints;
using InstructRec.T5;
using InstructRec.Testing;
using InstructRec.Training.Batches;
using InstructRec.Training.Objectives;

namespace InstructRec.Training.Tests;

internal static class Networks
{
    public static T5ForConditionalGeneration Load(string folder)
    {
        PretrainedFolder pretrained = PretrainedFolder.Open(folder);
        T5ForConditionalGeneration model = new(pretrained.Config);
        pretrained.LoadInto(model);
        model.eval();
        return model;
    }

    public static T5Network Golden(string name) => new(Load(GoldenRoot.Of("models", name, "hf-released")));

    /// <summary>A golden batch (padded ids and labels, -100 ignored) as one target per instruction.</summary>
    public static TrainingBatch Batch(GoldenTensors file, int startToken = 0)
    {
        long[] ids = file.Longs("input_ids"), mask = file.Longs("attention_mask"), labels = file.Longs("labels");
        int rows = (int)file.Shape("input_ids")[0], source = (int)file.Shape("input_ids")[1], target = (int)file.Shape("labels")[1];
        List<TrainingExample> examples = [];
        for (int row = 0; row < rows; row++)
        {
            int[] instruction = [.. Enumerable.Range(row * source, source).Where(i => mask[i] == 1).Select(i => (int)ids[i])];
            int[] written = [.. Enumerable.Range(row * target, target).Where(i => labels[i] != -100).Select(i => (int)labels[i])];
            examples.Add(new TrainingExample(instruction, [new TrainingTarget(written)]));
        }

        return new TrainingBatch(examples, new BatchOptions { StartToken = startToken });
    }
}
