using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.T5;

/// <summary>An instruction read alone, without padding, and answered token by token gives the logits that its padded batch gives under teacher forcing.</summary>
[Collection("native")]
public class StepByStepGoldenTests
{
    public static IEnumerable<object[]> Models => GoldenTensors.Models.SelectMany(m => (object[][])[[.. m, LinearMethod.Automatic], [.. m, LinearMethod.Streamed]]);

    [Theory]
    [MemberData(nameof(Models))]
    public void A_row_alone(string name, LinearMethod linear)
    {
        using DisposeScope scope = NewDisposeScope();
        using T5ForConditionalGeneration model = GoldenTensors.Model(name);
        model.KernelOptions = new KernelOptions { Linear = linear };
        Dictionary<string, Tensor> io = GoldenTensors.Tensors("models", name, "io.safetensors");
        Tensor ids = io["input_ids"], mask = io["attention_mask"], decoder = io["decoder_input_ids"];
        for (long row = 0; row < ids.shape[0]; row++)
        {
            Tensor alone = ids.narrow(0, row, 1).narrow(1, 0, mask[row].sum().item<long>());
            using EncodedInstruction encoded = model.Encode(alone, null);
            using KeyValueCache cache = model.CreateCache(1, (int)decoder.shape[1]);
            for (long at = 0; at < decoder.shape[1]; at++)
            {
                Tensor logits = model.DecodeStep(decoder.narrow(0, row, 1).narrow(1, at, 1), cache, encoded);
                logits.squeeze(0).ShouldBe(io["logits"][row, at], 5e-5, FormattableString.Invariant($"row {row}, token {at}"));
            }
        }
    }
}
