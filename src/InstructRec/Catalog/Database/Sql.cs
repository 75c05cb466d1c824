using System.Data.Common;
using System.Globalization;

namespace InstructRec.Catalog.Database;

/// <summary>What SQLite and PostgreSQL (and most others) both read: quoted names, named parameters, LIMIT.</summary>
internal static class Sql
{
    /// <summary>A name out of the host's settings as an identifier: each part quoted, quotes doubled.</summary>
    public static string Name(string name) => string.Join('.', name.Split('.').Select(part => $"\"{part.Replace("\"", "\"\"", StringComparison.Ordinal)}\""));

    public static void Bind(DbCommand command, string name, object value)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }

    /// <summary>An id as the column compares it; <see langword="false"/> for a text that no row of that column can hold.</summary>
    public static bool TryKey(string id, DatabaseKeyType type, out object key)
    {
        key = id;
        if (type == DatabaseKeyType.Text)
        {
            // PostgreSQL refuses NUL and half of a surrogate pair; a row with either does not exist.
            return !id.Contains('\0', StringComparison.Ordinal) && IsWellFormed(id);
        }

        // Only the way the number is written back is that number's id: " 7" and "+7" are nobody's.
        bool whole = long.TryParse(id, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) && number.ToString(CultureInfo.InvariantCulture) == id;
        key = number;
        return whole;
    }

    public static string Id(DbDataReader reader, int column) => reader.GetValue(column) switch
    {
        string text => text,
        IFormattable value => value.ToString(null, CultureInfo.InvariantCulture),
        var other => other.ToString() ?? string.Empty,
    };

    private static bool IsWellFormed(string text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (char.IsSurrogate(text[i]))
            {
                return false;
            }
        }

        return true;
    }
}
