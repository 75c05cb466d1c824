using System.Runtime.CompilerServices;
using Parquet;
using Parquet.Schema;

namespace InstructRec.Data.Generation;

/// <summary>Instruction data as Parquet: the columns instruction, response, template, person, position, teacher and oracle.</summary>
/// <remarks>Written and read in row groups of <see cref="RowGroup"/> records, so that memory does not grow with the file.</remarks>
public static class InstructionParquet
{
    /// <summary>How many records are held at a time.</summary>
    public const int RowGroup = 20_000;

    private static readonly DataField Instruction = new("instruction", typeof(string), isNullable: false);
    private static readonly DataField Response = new("response", typeof(string), isNullable: false);
    private static readonly DataField Template = new("template", typeof(string), isNullable: false);
    private static readonly DataField Person = new("person", typeof(string), isNullable: false);
    private static readonly DataField Position = new("position", typeof(int), isNullable: false);
    private static readonly DataField Teacher = new("teacher", typeof(string), isNullable: true);
    private static readonly DataField Oracle = new("oracle", typeof(bool), isNullable: false);

    /// <summary>Writes records as they come. The file has its name only when it is whole; until then, and after a fault, it ends in <see cref="InstructionFile.PartialEnding"/>.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <param name="records">The records.</param>
    /// <param name="progress">Is told how many were written, after each row group.</param>
    /// <param name="cancellationToken">Stops the writing; what was written stays as partial output.</param>
    /// <returns>How many records were written.</returns>
    /// <exception cref="InstructRecException">The disk is full or read-only (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public static async Task<long> WriteAsync(string path, IAsyncEnumerable<InstructionRecord> records, IProgress<long>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(records);
        string partial = path + InstructionFile.PartialEnding;
        long count = 0;
        try
        {
            var stream = new FileStream(partial, FileMode.Create, FileAccess.ReadWrite, FileShare.Read, 1 << 16);
            await using (stream.ConfigureAwait(false))
            {
                var schema = new ParquetSchema(Instruction, Response, Template, Person, Position, Teacher, Oracle);
                ParquetWriter writer = await ParquetWriter.CreateAsync(schema, stream, null, false, cancellationToken).ConfigureAwait(false);
                await using (writer.ConfigureAwait(false))
                {
                    var group = new List<InstructionRecord>(RowGroup);
                    await foreach (InstructionRecord record in records.WithCancellation(cancellationToken).ConfigureAwait(false))
                    {
                        group.Add(record);
                        count++;
                        if (group.Count == RowGroup)
                        {
                            await WriteAsync(writer, group).ConfigureAwait(false);
                            progress?.Report(count);
                        }
                    }

                    await WriteAsync(writer, group).ConfigureAwait(false);
                }
            }

            InstructionFile.Complete(partial, path);
        }
        catch (Exception e) when (InstructionFile.IsStorage(e))
        {
            throw InstructionFile.NotWritten(path, e);
        }

        progress?.Report(count);
        return count;
    }

    /// <summary>Reads records, a row group at a time.</summary>
    /// <param name="path">The file.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The records, in the order of the file.</returns>
    /// <exception cref="InstructRecException">The file is no Parquet, cut off, or lacks a column (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public static async IAsyncEnumerable<InstructionRecord> ReadAsync(string path, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(path);
        ParquetReader reader = await Guarded(path, () => ParquetReader.CreateAsync(path, null, cancellationToken)).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            for (int i = 0; i < reader.RowGroupCount; i++)
            {
                int index = i;
                foreach (InstructionRecord record in await Guarded(path, () => ReadGroupAsync(reader, index, cancellationToken)).ConfigureAwait(false))
                {
                    yield return record;
                }
            }
        }
    }

    private static async Task WriteAsync(ParquetWriter writer, List<InstructionRecord> group)
    {
        if (group.Count == 0)
        {
            return;
        }

        using ParquetRowGroupWriter rows = writer.CreateRowGroup();
        await rows.WriteAsync(Instruction, group.Select(r => r.Instruction).ToArray(), null).ConfigureAwait(false);
        await rows.WriteAsync(Response, group.Select(r => r.Response).ToArray(), null).ConfigureAwait(false);
        await rows.WriteAsync(Template, group.Select(r => r.Template).ToArray(), null).ConfigureAwait(false);
        await rows.WriteAsync(Person, group.Select(r => r.Person).ToArray(), null).ConfigureAwait(false);
        await rows.WriteAsync<int>(Position, group.Select(r => r.Position).ToArray().AsMemory(), null).ConfigureAwait(false);
        await rows.WriteAsync(Teacher, group.Select(r => r.Teacher!).ToArray(), null).ConfigureAwait(false);
        await rows.WriteAsync<bool>(Oracle, group.Select(r => r.IsOracleQuery).ToArray().AsMemory(), null).ConfigureAwait(false);
        rows.CompleteValidate();
        group.Clear();
    }

    private static async Task<InstructionRecord[]> ReadGroupAsync(ParquetReader reader, int index, CancellationToken cancellationToken)
    {
        using ParquetRowGroupReader rows = reader.OpenRowGroupReader(index);
        int count = checked((int)rows.RowCount);
        DataField Field(string name) => reader.Schema.GetDataFields().FirstOrDefault(f => f.Name == name) ?? throw new InvalidDataException($"there is no column '{name}'");
        async Task<string?[]> TextsAsync(string name)
        {
            var texts = new string?[count];
            await rows.ReadAsync(Field(name), texts.AsMemory(), null, cancellationToken).ConfigureAwait(false);
            return texts;
        }

        string?[] instruction = await TextsAsync("instruction").ConfigureAwait(false);
        string?[] response = await TextsAsync("response").ConfigureAwait(false);
        string?[] template = await TextsAsync("template").ConfigureAwait(false);
        string?[] person = await TextsAsync("person").ConfigureAwait(false);
        string?[] teacher = await TextsAsync("teacher").ConfigureAwait(false);
        var position = new int[count];
        await rows.ReadAsync<int>(Field("position"), position.AsMemory(), null, cancellationToken).ConfigureAwait(false);
        var oracle = new bool[count];
        await rows.ReadAsync<bool>(Field("oracle"), oracle.AsMemory(), null, cancellationToken).ConfigureAwait(false);
        return
        [
            .. Enumerable.Range(0, count).Select(i => new InstructionRecord
            {
                Instruction = instruction[i]!, Response = response[i]!, Template = template[i]!, Person = person[i]!, Position = position[i], Teacher = teacher[i], IsOracleQuery = oracle[i],
            }),
        ];
    }

    private static async Task<T> Guarded<T>(string path, Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Data, $"the file is no Parquet file of instructions, or is damaged ({e.Message.ReplaceLineEndings(" ").TrimEnd('.')})", path, "Make it again, or copy it again", innerException: e);
        }
    }
}
