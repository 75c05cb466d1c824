using InstructRec.Data.Generation;

namespace InstructRec.Data.Tests.Generation;

public class InstructionParquetTests
{
    [Fact]
    public async Task Parquet_and_JSON_lines_hold_the_same_records_over_several_row_groups()
    {
        using TemporaryFolder folder = new();
        string parquet = Path.Combine(folder.Path, "a.parquet");
        string json = Path.Combine(folder.Path, "a.jsonl");
        InstructionRecord[] records = [.. Enumerable.Range(0, InstructionParquet.RowGroup + 7).Select(Record)];

        (await InstructionParquet.WriteAsync(parquet, records.ToAsyncEnumerable())).Should().Be(records.Length);
        await InstructionFile.WriteAsync(json, InstructionParquet.ReadAsync(parquet));

        InstructionFile.Read(json).SequenceEqual(records).Should().BeTrue();
    }

    [Fact]
    public async Task Output_that_is_not_whole_never_has_its_name()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "a.parquet");
        async IAsyncEnumerable<InstructionRecord> Failing()
        {
            yield return Record(1);
            await Task.Yield();
            throw new IOException("No space left on device");
        }

        Func<Task> write = () => InstructionParquet.WriteAsync(path, Failing());

        (await write.Should().ThrowAsync<InstructRecException>()).Which.Kind.Should().Be(InstructRecErrorKind.Storage);
        File.Exists(path).Should().BeFalse();
    }

    [Fact]
    public async Task A_file_that_is_cut_off_is_a_typed_error()
    {
        using TemporaryFolder folder = new();
        string path = Path.Combine(folder.Path, "a.parquet");
        await InstructionParquet.WriteAsync(path, Enumerable.Range(0, 50).Select(Record).ToAsyncEnumerable());
        byte[] bytes = await File.ReadAllBytesAsync(path);
        await File.WriteAllBytesAsync(path, bytes[..(bytes.Length / 2)]);

        Func<Task> read = async () => await InstructionParquet.ReadAsync(path).CountAsync();

        (await read.Should().ThrowAsync<InstructRecException>()).Which.Where.Should().Be(path);
    }

    private static InstructionRecord Record(int i) => new()
    {
        Instruction = $"Which of \"Döner {i}\"?\nNext line", Response = i % 2 == 0 ? "Yes" : string.Empty, Template = "rec-01", Person = $"p {i}", Position = i, Teacher = i % 3 == 0 ? null : "offline/1", IsOracleQuery = i % 2 == 0,
    };
}
