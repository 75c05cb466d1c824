namespace Evaluate;

/// <summary>The systems that can be asked for.</summary>
internal static class SystemNames
{
    public static readonly string[] Untrained = ["random", "popularity", "recency", "item-knn", "bm25"];

    public static readonly string[] Trained = ["bpr", "two-tower", "sasrec"];

    public static readonly string[] Models = ["plain", "model"];

    public const string Chat = "chat";

    public static readonly string[] All = [.. Untrained, .. Trained, .. Models, Chat];

    public static string[] Chosen(CommandLine line, bool hasModel)
    {
        string[] models = hasModel ? Models : [];
        string[] asked = line.Systems.Count == 0
            ? [.. Untrained, .. models]
            : [.. line.Systems.SelectMany(s => s switch { "all" => [.. Untrained, .. Trained, .. models], "baselines" => [.. Untrained, .. Trained], _ => (string[])[s] })];
        return [.. asked.Distinct()];
    }
}
