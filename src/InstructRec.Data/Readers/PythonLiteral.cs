using System.Text;

namespace InstructRec.Data.Readers;

/// <summary>Turns a Python dictionary printed on one line, as the metadata of Amazon 2014 are, into JSON.</summary>
internal static class PythonLiteral
{
    /// <summary>Whether a line looks like one: a brace and a single quote.</summary>
    public static bool Is(ReadOnlySpan<byte> line) => line.StartsWith("{'"u8) || line.StartsWith("{u'"u8);

    /// <summary>The JSON text, or null where the literal does not end as it should.</summary>
    public static string? ToJson(string text)
    {
        var json = new StringBuilder(text.Length + 16);
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '\'' or '"')
            {
                int end = AppendString(json, text, i);
                if (end < 0)
                {
                    return null;
                }

                i = end;
            }
            else if (char.IsLetter(c))
            {
                int end = i;
                while (end < text.Length && char.IsLetter(text[end]))
                {
                    end++;
                }

                string word = text[i..end];
                bool prefix = word is "u" or "b" && end < text.Length && (text[end] is '\'' or '"');
                json.Append(prefix ? string.Empty : word switch { "True" => "true", "False" => "false", "None" => "null", _ => word });
                i = end - 1;
            }
            else
            {
                json.Append(c switch { '(' => '[', ')' => ']', _ => c });
            }
        }

        return json.ToString();
    }

    private static int AppendString(StringBuilder json, string text, int start)
    {
        json.Append('"');
        for (int i = start + 1; i < text.Length; i++)
        {
            char c = text[i];
            if (c == text[start])
            {
                json.Append('"');
                return i;
            }

            if (c == '\\' && i + 1 < text.Length)
            {
                char next = text[++i];
                if (next == 'x' && i + 2 < text.Length)
                {
                    json.Append("\\u00").Append(text, i + 1, 2);
                    i += 2;
                }
                else
                {
                    json.Append(next switch { '\'' => "'", 'n' or 'r' or 't' or 'u' or '\\' or '"' => $"\\{next}", _ => $"\\\\{next}" });
                }
            }
            else
            {
                json.Append(c switch { '"' => "\\\"", '\t' => "\\t", _ => c.ToString() });
            }
        }

        return -1;
    }
}
