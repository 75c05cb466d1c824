using System.Globalization;
using System.Text;
using Parquet;
using Parquet.Schema;

namespace InstructRec.Data.Readers;

/// <summary>A column of a Parquet file: what it holds, and the values of the row group in hand as text.</summary>
internal sealed class ParquetColumn
{
    private const int MostRows = 1 << 25;
    private readonly DataField? _field;
    private string?[]? _values;
    private int[]? _offsets;

    private ParquetColumn(Field field)
    {
        Name = field.Name;
        _field = field as DataField ?? (field as ListField)?.Item as DataField;
        IsList = _field is not null && (field is ListField || _field.IsArray);
        bool isText = IsTextType(_field?.ClrType);
        IsReadable = _field is not null && (!IsList || isText);
        Kind = _field is null ? "groups of fields" : (IsList ? "lists of " : string.Empty) + (isText ? "text" : _field.ClrType.Name);
    }

    public string Name { get; }

    /// <summary>What it holds, for messages.</summary>
    public string Kind { get; }

    public bool IsList { get; }

    /// <summary>Whether its values can be had as text or labels.</summary>
    public bool IsReadable { get; }

    public bool IsText => !IsList && (IsTextType(_field?.ClrType) || IsBytesType(_field?.ClrType));

    public bool IsWhole => !IsList && Type.GetTypeCode(_field?.ClrType) is >= TypeCode.SByte and <= TypeCode.UInt64;

    public bool IsNumber => !IsList && Type.GetTypeCode(_field?.ClrType) is TypeCode.Single or TypeCode.Double or TypeCode.Decimal;

    public bool IsTime => !IsList && (_field?.ClrType == typeof(DateTime) || _field?.ClrType == typeof(DateTimeOffset) || _field?.ClrType == typeof(DateOnly));

    public bool IsLoaded => _values is not null;

    public static ParquetColumn Of(Field field) => new(field);

    /// <summary>A count of a row group as the file gives it, where memory can be given to it.</summary>
    public static int Bounded(long count) =>
        count is >= 0 and <= MostRows ? (int)count : throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture, $"a row group has {count} rows or values, at most {MostRows} are read at once"));

    public void Forget() => (_values, _offsets) = (null, null);

    public void Load((string?[] Values, int[]? Offsets) read) => (_values, _offsets) = read;

    public string TextAt(int row) => _values![row] ?? string.Empty;

    public string[] LabelsAt(int row) => [.. _values![_offsets![row].._offsets[row + 1]].Where(l => !string.IsNullOrWhiteSpace(l)).Select(l => l!.Trim())];

    /// <summary>The values of a row group; for lists with the places where each row's begin.</summary>
    public async Task<(string?[] Values, int[]? Offsets)> ReadAsync(ParquetRowGroupReader group, int rows)
    {
        DataField field = _field!;
        if (IsList)
        {
            return await ListsAsync(group, field, rows).ConfigureAwait(false);
        }

        Type type = field.ClrType;
        string?[] values = Type.GetTypeCode(type) switch
        {
            _ when IsTextType(type) => await TextsAsync(group, field, rows).ConfigureAwait(false),
            TypeCode.Boolean => await ReadAsync<bool>(group, field, rows, b => b ? "true" : "false").ConfigureAwait(false),
            TypeCode.SByte => await NumbersAsync<sbyte>(group, field, rows).ConfigureAwait(false),
            TypeCode.Byte => await NumbersAsync<byte>(group, field, rows).ConfigureAwait(false),
            TypeCode.Int16 => await NumbersAsync<short>(group, field, rows).ConfigureAwait(false),
            TypeCode.UInt16 => await NumbersAsync<ushort>(group, field, rows).ConfigureAwait(false),
            TypeCode.Int32 => await NumbersAsync<int>(group, field, rows).ConfigureAwait(false),
            TypeCode.UInt32 => await NumbersAsync<uint>(group, field, rows).ConfigureAwait(false),
            TypeCode.Int64 => await NumbersAsync<long>(group, field, rows).ConfigureAwait(false),
            TypeCode.UInt64 => await NumbersAsync<ulong>(group, field, rows).ConfigureAwait(false),
            TypeCode.Single => await NumbersAsync<float>(group, field, rows).ConfigureAwait(false),
            TypeCode.Double => await NumbersAsync<double>(group, field, rows).ConfigureAwait(false),
            TypeCode.Decimal => await NumbersAsync<decimal>(group, field, rows).ConfigureAwait(false),
            TypeCode.DateTime => await ReadAsync<DateTime>(group, field, rows, t => DateTime.SpecifyKind(t, DateTimeKind.Utc).ToString("O", CultureInfo.InvariantCulture)).ConfigureAwait(false),
            _ when type == typeof(DateOnly) => await ReadAsync<DateOnly>(group, field, rows, t => t.ToString("O", CultureInfo.InvariantCulture)).ConfigureAwait(false),
            _ when IsBytesType(type) => await BytesAsync(group, field, rows).ConfigureAwait(false),
            _ => throw new InvalidDataException($"values of type {type.Name} are not read"),
        };
        return (values, null);
    }

    private static bool IsTextType(Type? type) => type == typeof(string) || type == typeof(ReadOnlyMemory<char>);

    private static bool IsBytesType(Type? type) => type == typeof(byte[]) || type == typeof(ReadOnlyMemory<byte>);

    private static async Task<string?[]> TextsAsync(ParquetRowGroupReader group, DataField field, int rows)
    {
        var texts = new string?[rows];
        await group.ReadAsync(field, texts.AsMemory(), null).ConfigureAwait(false);
        return texts;
    }

    private static async Task<string?[]> BytesAsync(ParquetRowGroupReader group, DataField field, int rows)
    {
        var bytes = new byte[]?[rows];
        await group.ReadAsync(field, bytes.AsMemory(), null).ConfigureAwait(false);
        return Array.ConvertAll(bytes, b => b is null ? null : Encoding.UTF8.GetString(b));
    }

    private static Task<string?[]> NumbersAsync<T>(ParquetRowGroupReader group, DataField field, int rows)
        where T : struct, IFormattable =>
        ReadAsync<T>(group, field, rows, n => n.ToString(null, CultureInfo.InvariantCulture));

    private static async Task<string?[]> ReadAsync<T>(ParquetRowGroupReader group, DataField field, int rows, Converter<T, string> toText)
        where T : struct
    {
        if (!field.IsNullable)
        {
            var values = new T[rows];
            await group.ReadAsync<T>(field, values.AsMemory(), null).ConfigureAwait(false);
            return Array.ConvertAll<T, string?>(values, v => toText(v));
        }

        var present = new T?[rows];
        await group.ReadAsync<T>(field, present.AsMemory(), null).ConfigureAwait(false);
        return Array.ConvertAll(present, v => v is { } value ? toText(value) : null);
    }

    private static async Task<(string?[] Values, int[]? Offsets)> ListsAsync(ParquetRowGroupReader group, DataField field, int rows)
    {
        int count = Bounded(group.GetMetadata(field)?.MetaData?.NumValues ?? 0);
        var present = new ReadOnlyMemory<char>[count];
        var definitions = new int[count];
        var repetitions = new int[count];
        await group.ReadRawAsync<ReadOnlyMemory<char>>(field, present.AsMemory(), definitions.AsMemory(), repetitions.AsMemory()).ConfigureAwait(false);

        // Values that are nothing are left out of the row of values: the definition levels say where they were.
        var values = new string?[count];
        for (int i = 0, next = 0; i < count; i++)
        {
            values[i] = definitions[i] == field.MaxDefinitionLevel ? present[next++].ToString() : null;
        }

        // A row begins where the repetition level is 0; an empty list is there as one place without a value.
        var offsets = new int[rows + 1];
        int row = -1;
        for (int i = 0; i < count; i++)
        {
            if (repetitions[i] == 0 && ++row < rows)
            {
                offsets[row] = i;
            }
        }

        offsets[rows] = count;
        return row + 1 == rows ? (values, offsets) : throw new InvalidDataException($"{row + 1} lists where {rows} belong");
    }
}
