using System.Globalization;

namespace InstructRec.Runtime;

/// <summary>Where to compute, as written in settings: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c> or <c>auto</c>.</summary>
/// <param name="Type"><c>cpu</c>, <c>cuda</c> or <c>auto</c>.</param>
/// <param name="Index">The CUDA device's number; <see langword="null"/> elsewhere.</param>
public sealed record DeviceName(string Type, int? Index)
{
    /// <summary>Reads a device's name; upper and lower case are one.</summary>
    /// <param name="name">The text of a setting.</param>
    /// <returns>The device's name; <c>cuda</c> is <c>cuda:0</c>.</returns>
    /// <exception cref="InstructRecException">The text is none of the four forms.</exception>
    public static DeviceName Parse(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        string text = name.Trim().ToLowerInvariant();
        switch (text)
        {
            case "cpu" or "auto":
                return new DeviceName(text, null);
            case "cuda":
                return new DeviceName("cuda", 0);
            default:
                if (text.StartsWith("cuda:", StringComparison.Ordinal)
                    && int.TryParse(text.AsSpan(5), NumberStyles.None, CultureInfo.InvariantCulture, out int index))
                {
                    return new DeviceName("cuda", index);
                }

                throw new InstructRecException(InstructRecErrorKind.Options, $"'{name}' names no device", "Device", "Use cpu, cuda, cuda:<number> or auto");
        }
    }

    internal static bool IsValid(string? name)
    {
        try
        {
            return name is not null && Parse(name) is not null;
        }
        catch (InstructRecException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Index is null ? Type : string.Create(CultureInfo.InvariantCulture, $"{Type}:{Index}");
}
