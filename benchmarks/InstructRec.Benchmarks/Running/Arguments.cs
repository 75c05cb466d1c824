using System.Globalization;

namespace InstructRec.Benchmarks.Running;

/// <summary>Options of a verb, by name.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly string _usage;

    private Arguments(string usage) => _usage = usage;

    /// <summary>Reads pairs of name and value.</summary>
    /// <exception cref="InstructRecException">A name is unknown or has no value.</exception>
    public static Arguments Parse(ReadOnlySpan<string> arguments, string usage, params string[] known)
    {
        Arguments result = new(usage);
        for (int i = 0; i < arguments.Length; i += 2)
        {
            if (!known.Contains(arguments[i]))
            {
                throw result.Wrong(arguments[i], "this option is unknown");
            }

            result._values[arguments[i]] = i + 1 < arguments.Length ? arguments[i + 1] : throw result.Wrong(arguments[i], "a value is missing");
        }

        return result;
    }

    /// <summary>The text of an option, or what stands for it.</summary>
    public string Text(string name, string otherwise) => _values.GetValueOrDefault(name, otherwise);

    /// <summary>The number of an option, or what stands for it.</summary>
    public int Count(string name, int otherwise) => !_values.TryGetValue(name, out string? text)
        ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count >= 1
            ? count
            : throw Wrong(name, $"'{text}' is no number from 1 on");

    /// <summary>An error of an option.</summary>
    public InstructRecException Wrong(string name, string what) => new(InstructRecErrorKind.Options, what, name, _usage);
}
