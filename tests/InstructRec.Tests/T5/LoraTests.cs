using InstructRec.Checkpoints;
using InstructRec.T5;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.T5;

[Collection("native")]
public class LoraTests
{
    private static readonly T5Config Tied = new()
    {
        VocabularySize = 20, ModelDimension = 8, KeyValueDimension = 4, HeadCount = 2, FeedForwardDimension = 12, EncoderLayerCount = 1, DecoderLayerCount = 1,
    };

    [Fact]
    public void ATiedHeadIsReplacedWhileApplied_AndRefusesToMerge()
    {
        using DisposeScope scope = NewDisposeScope();
        using IDisposable grad = no_grad();
        using Generator generator = new(3);
        using T5ForConditionalGeneration model = new(Tied);
        model.InitializeWeights(generator);
        model.eval();
        using LoraAdapter adapter = new(model, new LoraConfig { ModulesToSave = ["lm_head"] }, generator);
        Tensor hidden = ones(1, 8), before = model.Head(hidden);
        adapter.Parameters["lm_head.weight"].mul_(2);
        adapter.Apply();
        model.Head(hidden).ShouldBe(before * 2, 1e-6, "applied");
        adapter.Remove();
        model.Head(hidden).ShouldBe(before, 0, "removed");
        adapter.Invoking(a => a.Merge()).Should().Throw<InstructRecException>().Which.Kind.Should().Be(InstructRecErrorKind.Checkpoint);
    }

    [Theory]
    [InlineData("nothing", "q")]
    [InlineData("shared", "q")]
    public void NamesThatAreNoLinearLayerAreNamed(string saved, string target)
    {
        using T5ForConditionalGeneration model = new(Tied);
        Action create = () => new LoraAdapter(model, new LoraConfig { TargetModules = [target], ModulesToSave = [saved] }, null).Dispose();
        create.Should().Throw<InstructRecException>().WithMessage($"*{saved}*");
    }

    [Fact]
    public void OneAdapterAtATime()
    {
        using T5ForConditionalGeneration model = new(Tied);
        using LoraAdapter first = new(model, new LoraConfig(), null), second = new(model, new LoraConfig(), null);
        first.Apply();
        second.Invoking(s => s.Apply()).Should().Throw<InvalidOperationException>();
        first.Invoking(f => f.Merge()).Should().Throw<InvalidOperationException>();
        first.Remove();
        second.Apply();
    }

    [Theory]
    [InlineData("""{"peft_type": "IA3"}""", "peft_type")]
    [InlineData("""{"peft_type": "LORA", "use_dora": true}""", "use_dora")]
    [InlineData("""{"peft_type": "LORA", "bias": "all"}""", "bias")]
    [InlineData("""{"peft_type": "LORA", "r": 0}""", "r is 0")]
    [InlineData("""{"peft_type": "LORA", "r": "eight"}""", "wrong kind")]
    [InlineData("""{"peft_type": "LORA", "target_modules": ".*q"}""", "target_modules")]
    [InlineData("{", "JSON")]
    public void AnAdapterThatIsNotSupportedIsRefused(string json, string why)
    {
        string folder = Directory.CreateTempSubdirectory("lora").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "adapter_config.json"), json);
            using T5ForConditionalGeneration model = new(Tied);
            Action load = () => LoraFolder.Load(folder, model).Dispose();
            load.Should().Throw<InstructRecException>().WithMessage($"*adapter_config.json*{why}*").Which.Kind.Should().Be(InstructRecErrorKind.Checkpoint);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
