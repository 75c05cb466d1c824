using InstructRec.Data;
using InstructRec.Data.Generation;
using InstructRec.Data.Splits;
using InstructRec.Data.Teachers;
using InstructRec.Testing;
using InstructRec.Tokenization;
using InstructRec.Training.Batches;

namespace InstructRec.Training.Tests.Batches;

public sealed class InstructionFileExamplesTests : IDisposable
{
    private static readonly T5Tokenizer Tokenizer = T5Tokenizer.Load(GoldenRoot.Of("tokenizer", "spiece.model"));
    private static readonly LeaveOneOutSplit Split = new(Shop());
    private readonly TemporaryFolder _folder = new();

    private string Path => System.IO.Path.Combine(_folder.Path, "instructions.jsonl");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_was_generated_is_what_is_trained_on_and_passes_the_check()
    {
        InstructionRecord[] records = await MakeAsync();
        using InstructionFileExamples examples = new(Path, Tokenizer, Split);

        examples.CheckLeakage();

        examples.Count.Should().Be(records.Length).And.BeGreaterThan(500);
        foreach (int index in (int[])[0, 7, records.Length / 2, records.Length - 1, 3])
        {
            examples.Read(index).Should().Be(records[index]);
            TrainingExample example = examples.Create(0, index)!;
            example.InstructionIds.Should().Equal(Tokenizer.Encode(records[index].Instruction));
            example.Targets.Single().TokenIds.Should().Equal(Tokenizer.Encode(records[index].Response));
            example.TemplateId.Should().Be(records[index].Template);
        }

        using BatchSource batches = new(examples, new BatchOptions { BatchSize = 8 });
        batches.Next().Rows.Should().BePositive();
    }

    [Theory]
    [InlineData(4, "p1", "position 4")]
    [InlineData(5, "p1", "position 5")]
    [InlineData(-1, "p1", "position -1")]
    [InlineData(0, "stranger", "stranger")]
    public async Task A_planted_record_at_or_after_the_validation_is_found_by_its_line(int position, string person, string says)
    {
        InstructionRecord[] records = await MakeAsync();
        await InstructionFile.WriteAsync(Path, records.Append(records[0] with { Person = person, Position = position }).ToAsyncEnumerable());
        using InstructionFileExamples examples = new(Path, Tokenizer, Split);

        Action checking = () => examples.CheckLeakage();

        checking.Should().Throw<InstructRecException>().Where(e => e.Kind == InstructRecErrorKind.Leakage && e.Message.Contains($"{records.Length + 1}")).WithMessage($"*{says}*");
    }

    [Fact]
    public void What_is_no_file_of_instructions_is_said()
    {
        File.WriteAllText(Path, "{\"instruction\": \"x\"}\n");
        using (InstructionFileExamples examples = new(Path, Tokenizer))
        {
            Action creating = () => examples.Create(0, 0);
            creating.Should().Throw<InstructRecException>().Where(e => e.Where == Path && e.Line == 1);
        }

        File.WriteAllText(Path, string.Empty);
        Action empty = () => _ = new InstructionFileExamples(Path, Tokenizer);
        empty.Should().Throw<InstructRecException>().WithMessage("*no instruction*");
        Action packed = () => _ = new InstructionFileExamples(Path + ".gz", Tokenizer);
        packed.Should().Throw<InstructRecException>().WithMessage("*Unpack*");
        Action missing = () => _ = new InstructionFileExamples(Path + "x", Tokenizer);
        missing.Should().Throw<InstructRecException>().Where(e => e.Kind == InstructRecErrorKind.Data);
    }

    private async Task<InstructionRecord[]> MakeAsync()
    {
        InstructionGenerator generator = new(Split, new OfflineTeacher(Split.Dataset.Items));
        InstructionRecord[] records = await generator.GenerateAsync().ToArrayAsync();
        await InstructionFile.WriteAsync(Path, records.ToAsyncEnumerable());
        return records;
    }

    private static InteractionDataset Shop()
    {
        InteractionDatasetBuilder builder = new();
        for (int i = 0; i < 40; i++)
        {
            builder.TryAddItem(new($"i{i}", $"Thing number {i}") { Attributes = new Dictionary<string, IReadOnlyList<string>> { ["category"] = [i % 2 == 0 ? "lighting" : "garden"] } });
        }

        for (int person = 0; person < 10; person++)
        {
            for (int at = 0; at < 6; at++)
            {
                builder.TryAddInteraction($"p{person}", $"i{((person * 7) + (at * 3)) % 40}");
            }
        }

        return builder.Build("shop");
    }
}
