using System.Diagnostics;
using InstructRec.Catalog;
using InstructRec.Hosting;
using InstructRec.Instructions;
using InstructRec.Recommendation;
using InstructRec.Tests.Recommendation;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace InstructRec.Tests.Hosting;

[Collection("native")]
public sealed class TelemetryTests
{
    private const string Secret = "Zanzibar";
    private static readonly Item[] Films = [new("1", $"Heat in {Secret}"), new("2", "Toy Story"), new("3", "Alien")];
    private static readonly Instruction Wish = new() { Preference = Preference.Both([Films[0]], $"He likes {Secret}"), Intention = Intention.Vague($"films of {Secret}") };

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Requests_tokens_hits_and_failures_are_seen_and_texts_only_when_switched_on(bool recordTexts)
    {
        List<Activity> activities = [];
        List<Metric> metrics = [];
        LogList logs = new();
        using (TracerProvider traces = Sdk.CreateTracerProviderBuilder().AddSource(InstructRecTelemetry.ActivitySourceName).AddInMemoryExporter(activities).Build())
        using (MeterProvider meters = Sdk.CreateMeterProviderBuilder().AddMeter(InstructRecTelemetry.MeterName).AddInMemoryExporter(metrics).Build())
        {
            await AskAsync(logs, recordTexts);
            meters.ForceFlush();
        }

        string[] seen = [.. activities.SelectMany(Texts), .. metrics.SelectMany(Texts), .. logs.Lines];
        Sum(metrics, "instructrec.requests").Should().BeGreaterThanOrEqualTo(4);
        Sum(metrics, "instructrec.tokens").Should().BeGreaterThan(20);
        Sum(metrics, "instructrec.cache.hits").Should().BeGreaterThanOrEqualTo(1);
        Sum(metrics, "instructrec.failures").Should().BeGreaterThanOrEqualTo(1);
        metrics.Select(m => m.Name).Should().Contain(["instructrec.request.duration", "instructrec.candidates", "instructrec.cache.misses"]);
        activities.Where(a => a.OperationName == "instructrec.score" && a.Status != ActivityStatusCode.Error).Select(a => a.GetTagItem("instructrec.candidates")).Should().Equal(3, 3);
        activities.Where(a => a.Status == ActivityStatusCode.Error).Select(a => a.GetTagItem("error.type")).Should().Equal("Template");
        seen.Should().Contain(t => t.Contains("rec-") || t.Contains("personal-"), "template names are recorded");
        seen.Any(t => t.Contains(Secret)).Should().Be(recordTexts);
    }

    [Fact]
    public async Task The_console_exporter_shows_it_too()
    {
        TextWriter console = Console.Out;
        using StringWriter written = new();
        Console.SetOut(TextWriter.Synchronized(written));
        try
        {
            using TracerProvider traces = Sdk.CreateTracerProviderBuilder().AddSource(InstructRecTelemetry.ActivitySourceName).AddConsoleExporter().Build();
            await AskAsync(new LogList(), recordTexts: false);
        }
        finally
        {
            Console.SetOut(console);
        }

        written.ToString().Should().Contain("instructrec.score").And.Contain("instructrec.tokens").And.NotContain(Secret);
    }

    private static async Task AskAsync(LogList logs, bool recordTexts)
    {
        using TinyCheckpoint checkpoint = new();
        ServiceCollection services = new();
        services.AddLogging(l => l.SetMinimumLevel(LogLevel.Trace).AddProvider(logs));
        services.AddInstructRec(o => o.Checkpoint = checkpoint.Path).UseOpenTelemetry(t => t.RecordTexts = recordTexts).UseCache();
        await using ServiceProvider provider = services.BuildServiceProvider();
        InstructionRecommender recommender = provider.GetRequiredService<InstructionRecommender>();
        await recommender.RankAsync(Wish, Films);
        await recommender.RankAsync(Wish, Films);
        await recommender.MatchAsync(Wish, Films);
        await recommender.Awaiting(r => r.RankAsync(Wish, Films, new RankingOptions { TemplateId = $"{Secret}-1" }).AsTask()).Should().ThrowAsync<InstructRecException>();
        await provider.GetRequiredService<T5RecommenderModel>().Awaiting(m => m.ReloadAsync("nowhere").AsTask()).Should().ThrowAsync<InstructRecException>();
    }

    private static IEnumerable<string> Texts(Activity activity) =>
        [activity.OperationName, activity.DisplayName, activity.StatusDescription ?? "", .. activity.TagObjects.Select(t => $"{t.Key}={t.Value}"), .. activity.Events.SelectMany(e => e.Tags.Select(t => $"{e.Name} {t.Key}={t.Value}"))];

    private static List<string> Texts(Metric metric)
    {
        List<string> texts = [];
        foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
        {
            foreach (KeyValuePair<string, object?> tag in point.Tags)
            {
                texts.Add($"{metric.Name} {tag.Key}={tag.Value}");
            }
        }

        return texts;
    }

    private static long Sum(List<Metric> metrics, string name)
    {
        long sum = 0;
        foreach (Metric metric in metrics.Where(m => m.Name == name))
        {
            foreach (ref readonly MetricPoint point in metric.GetMetricPoints())
            {
                sum += point.GetSumLong();
            }
        }

        return sum;
    }

    private sealed class LogList : ILoggerProvider, ILogger
    {
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines => _lines;

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lines)
            {
                _lines.Add($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
