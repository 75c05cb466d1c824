namespace InstructRec.Tokenization;

/// <summary>What a model says about normalisation (the format's normalizer_spec). Kept raw for writing.</summary>
internal sealed class NormalizerSettings
{
    private const int NameField = 1;
    private const int CharacterMapField = 2;
    private const int AddDummyPrefixField = 3;
    private const int RemoveExtraSpacesField = 4;
    private const int EscapeSpacesField = 5;

    private readonly byte[] _raw;

    private NormalizerSettings(byte[] raw) => _raw = raw;

    public string Name { get; private set; } = string.Empty;

    /// <summary>The rules that replace characters; empty where the model has none.</summary>
    public CharacterRules Rules { get; private set; } = CharacterRules.Empty;

    public bool AddDummyPrefix { get; private set; } = true;

    public bool RemoveExtraSpaces { get; private set; } = true;

    public ReadOnlySpan<byte> Raw => _raw;

    public static NormalizerSettings Parse(ReadOnlySpan<byte> raw)
    {
        var settings = new NormalizerSettings(raw.ToArray());
        var reader = new ProtobufReader(raw);
        while (reader.Read())
        {
            switch (reader.Field)
            {
                case NameField:
                    settings.Name = StrictText.Decode(reader.AsBytes());
                    break;
                case CharacterMapField:
                    settings.Rules = CharacterRules.Read(reader.AsBytes());
                    break;
                case AddDummyPrefixField:
                    settings.AddDummyPrefix = reader.AsInteger() != 0;
                    break;
                case RemoveExtraSpacesField:
                    settings.RemoveExtraSpaces = reader.AsInteger() != 0;
                    break;
                case EscapeSpacesField when reader.AsInteger() == 0:
                    throw new FormatException("it does not write spaces as U+2581, which every T5 vocabulary does");
            }
        }

        return settings;
    }
}
