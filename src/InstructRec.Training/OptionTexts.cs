using System.Globalization;

namespace InstructRec.Training;

/// <summary>Options as texts by name: what a manifest records and a resumed run is compared by.</summary>
internal sealed class OptionTexts
{
    private readonly SortedDictionary<string, string> _texts = new(StringComparer.Ordinal);

    public OptionTexts With(string name, object? value)
    {
        _texts[name] = value switch
        {
            double number => number.ToString("R", CultureInfo.InvariantCulture),
            IFormattable formattable => formattable.ToString(null, CultureInfo.InvariantCulture),
            _ => value?.ToString() ?? string.Empty,
        };
        return this;
    }

    public OptionTexts With(IReadOnlyDictionary<string, string> others)
    {
        foreach ((string name, string text) in others)
        {
            _texts[name] = text;
        }

        return this;
    }

    public SortedDictionary<string, string> All => _texts;
}
