using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using InstructRec.AspNetCore;
using InstructRec.Hosting;
using InstructRec.Recommendation;

namespace InstructRec.Load;

/// <summary>The same requests without HTTP, in this process: what the model alone gives, how full its batches are and where their time goes.</summary>
internal static class ModelRun
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static async Task<string> MeasureAsync(TimeSpan time, int maxBatchTokens, int parallel)
    {
        await using T5RecommenderModel model = new(new T5RecommenderOptions
        {
            Checkpoint = Path.Combine(AppContext.BaseDirectory, "Model"), MaxBatchTokens = maxBatchTokens, Batching = new() { ParallelBatches = parallel },
        });
        InstructionRecommender recommender = new(model);
        LoadBodies bodies = new();
        EndpointRequest[] requests = [.. Enumerable.Range(0, 512).Select(i => JsonSerializer.Deserialize<EndpointRequest>(bodies[i], Json)!)];
        foreach (EndpointRequest request in requests)
        {
            await recommender.RankAsync(request.Instruction!, request.Candidates!);
        }

        StringBuilder text = new();
        text.AppendLine("| callers | per second | ms queue | encode | score | rows of a batch | padded tokens | ms of a batch | processor ms of a request |");
        text.AppendLine("|---|---|---|---|---|---|---|---|---|");
        foreach (int callers in (int[])[1, 8, 16, 32, 1, 8, 16, 32])
        {
            text.AppendLine(await RowAsync(recommender, requests, callers, time));
        }

        return text.ToString();
    }

    private static async Task<string> RowAsync(InstructionRecommender recommender, EndpointRequest[] requests, int callers, TimeSpan time)
    {
        Dictionary<string, (double Sum, int Count)> batches = [];
        using MeterListener listener = new();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == InstructRecTelemetry.MeterName && instrument.Name.StartsWith("instructrec.batch.", StringComparison.Ordinal))
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        void Add(string name, double value)
        {
            lock (batches)
            {
                batches[name] = (batches.GetValueOrDefault(name).Sum + value, batches.GetValueOrDefault(name).Count + 1);
            }
        }

        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => Add(instrument.Name, value));
        listener.SetMeasurementEventCallback<double>((instrument, value, _, _) => Add(instrument.Name, value));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => Add(instrument.Name, value));
        listener.Start();
        ScoringTimings spent = default;
        int answered = 0;
        Lock gate = new();
        TimeSpan processor = Process.GetCurrentProcess().TotalProcessorTime;
        Stopwatch clock = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(caller => Task.Run(async () =>
        {
            for (int i = caller; clock.Elapsed < time; i += callers)
            {
                EndpointRequest request = requests[i % requests.Length];
                Ranking ranking = await recommender.RankAsync(request.Instruction!, request.Candidates!);
                lock (gate)
                {
                    spent += ranking.Timings;
                    answered++;
                }
            }
        })));
        double seconds = clock.Elapsed.TotalSeconds;
        processor = Process.GetCurrentProcess().TotalProcessorTime - processor;
        double Mean(string name) => batches.TryGetValue(name, out (double Sum, int Count) all) ? all.Sum / all.Count : double.NaN;
        return string.Create(CultureInfo.InvariantCulture, $"| {callers} | {answered / seconds:0.0} | {spent.Queue.TotalMilliseconds / answered:0.00} | {spent.Encode.TotalMilliseconds / answered:0.00} | {spent.Score.TotalMilliseconds / answered:0.00} | {Mean("instructrec.batch.size"):0.0} | {Mean("instructrec.batch.tokens"):0} | {1000 * Mean("instructrec.batch.duration"):0.0} | {processor.TotalMilliseconds / answered:0.00} |");
    }
}
