using System.Globalization;
using InstructRec.Recommendation;
using InstructRec.Runtime;
using InstructRec.Scoring;
using Microsoft.Extensions.Configuration;

namespace InstructRec.Hosting;

/// <summary>Reads <see cref="T5RecommenderOptions"/> from a configuration section, by hand: every message names the setting in full, a misspelt one is refused, and the
/// core needs nothing of the configuration beyond its abstractions.</summary>
internal sealed class T5RecommenderSection(IConfiguration section)
{
    private string Path => (section as IConfigurationSection)?.Path ?? string.Empty;

    public void Bind(T5RecommenderOptions options)
    {
        options.Section = Path.Length == 0 ? null : Path;
        foreach (IConfigurationSection setting in section.GetChildren())
        {
            Bind(options, setting);
        }
    }

    private static void Bind(T5RecommenderOptions options, IConfigurationSection setting)
    {
        switch (setting.Key.ToUpperInvariant())
        {
            case "CHECKPOINT":
                options.Checkpoint = setting.Value ?? string.Empty;
                break;
            case "DEVICE":
                options.Device = setting.Value ?? string.Empty;
                break;
            case "PRECISION":
                options.Precision = Choice<WeightPrecision>(setting);
                break;
            case "CORRECTION":
                options.Correction = new ScoreCorrection(Number(setting, "PriorWeight"), Number(setting, "PopularityWeight"))
                {
                    LengthPenalty = Number(setting, "LengthPenalty"), RetrievalWeight = Number(setting, "RetrievalWeight"),
                };
                Known(setting, "PriorWeight", "PopularityWeight", "LengthPenalty", "RetrievalWeight");
                break;
            case "MAXPROMPTTOKENS":
                options.MaxPromptTokens = Whole(setting);
                break;
            case "MAXHISTORY":
                options.MaxHistory = Whole(setting);
                break;
            case "MAXTITLETOKENS":
                options.MaxTitleTokens = Whole(setting);
                break;
            case "MAXBATCHTOKENS":
                options.MaxBatchTokens = Whole(setting);
                break;
            case "BATCHING":
                foreach (IConfigurationSection batching in setting.GetChildren())
                {
                    Bind(options.Batching, batching);
                }

                break;
            case "LOADING":
                options.Loading = Choice<ModelLoading>(setting);
                break;
            case "RELOADONCHANGE":
                options.ReloadOnChange = Truth(setting);
                break;
            case "RELOADINTERVAL":
                options.ReloadInterval = Span(setting);
                break;
            default:
                throw Unknown(setting);
        }
    }

    private static void Bind(BatchingOptions options, IConfigurationSection setting)
    {
        switch (setting.Key.ToUpperInvariant())
        {
            case "MAXWAIT":
                options.MaxWait = Span(setting);
                break;
            case "QUEUECAPACITY":
                options.QueueCapacity = Whole(setting);
                break;
            case "REJECTWHENFULL":
                options.RejectWhenFull = Truth(setting);
                break;
            case "BULKPATIENCE":
                options.BulkPatience = Span(setting);
                break;
            case "PARALLELBATCHES":
                options.ParallelBatches = Whole(setting);
                break;
            default:
                throw Unknown(setting);
        }
    }

    private static TimeSpan Span(IConfigurationSection setting) =>
        TimeSpan.TryParse(setting.Value, CultureInfo.InvariantCulture, out TimeSpan value) ? value : throw Wrong(setting, "a time such as 00:00:00.005");

    private static int Whole(IConfigurationSection setting) =>
        int.TryParse(setting.Value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) ? value : throw Wrong(setting, "a whole number");

    private static bool Truth(IConfigurationSection setting) => bool.TryParse(setting.Value, out bool value) ? value : throw Wrong(setting, "true or false");

    private static double Number(IConfigurationSection parent, string key)
    {
        IConfigurationSection setting = parent.GetSection(key);
        return setting.Value is null
            ? 0
            : double.TryParse(setting.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value) ? value : throw Wrong(setting, "a number");
    }

    private static T Choice<T>(IConfigurationSection setting)
        where T : struct, Enum =>
        Enum.TryParse(setting.Value, ignoreCase: true, out T value) && Enum.IsDefined(value) ? value : throw Wrong(setting, $"one of {string.Join(", ", Enum.GetNames<T>())}");

    private static void Known(IConfigurationSection parent, params string[] keys)
    {
        foreach (IConfigurationSection child in parent.GetChildren())
        {
            if (!keys.Contains(child.Key, StringComparer.OrdinalIgnoreCase))
            {
                throw Unknown(child);
            }
        }
    }

    private static InstructRecException Wrong(IConfigurationSection setting, string wanted) =>
        new(InstructRecErrorKind.Options, $"'{setting.Value}' is not {wanted}", setting.Path);

    private static InstructRecException Unknown(IConfigurationSection setting) =>
        new(InstructRecErrorKind.Options, "there is no such setting", setting.Path, $"The settings are the properties of {nameof(T5RecommenderOptions)}");
}
