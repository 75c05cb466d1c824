using System.Buffers;
using System.Text;
using System.Text.Json;

namespace InstructRec.Training.Checkpoints;

/// <summary>The figures of a run, one JSON object a line: step, loss, learning rate, speed, memory, validation.</summary>
public sealed class MetricsFile
{
    /// <summary>The file's name in the folder of a run.</summary>
    public const string Name = "metrics.jsonl";

    private readonly string _path;

    internal MetricsFile(string path) => _path = path;

    /// <summary>Adds a line.</summary>
    /// <param name="progress">What to write.</param>
    /// <exception cref="InstructRecException">No room or no permission (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public void Add(TuningProgress progress)
    {
        ArgumentNullException.ThrowIfNull(progress);
        ArrayBufferWriter<byte> line = new();
        using (Utf8JsonWriter json = new(line))
        {
            json.WriteStartObject();
            json.WriteNumber("step", progress.Step);
            Write(json, "epoch", progress.Epoch);
            Write(json, "loss", progress.Loss);
            Write(json, "learning_rate", progress.LearningRate);
            Write(json, "gradient_norm", progress.GradientNorm);
            Write(json, "examples_per_second", progress.ExamplesPerSecond);
            Write(json, "targets_per_second", progress.TargetsPerSecond);
            Write(json, "tokens_per_second", progress.TokensPerSecond);
            Write(json, "elapsed_seconds", progress.Elapsed.TotalSeconds);
            json.WriteNumber("resident_bytes", progress.ResidentBytes);
            if (progress.Validation is { } scores)
            {
                Write(json, "hr@1", scores.HitRateAt1);
                Write(json, "ndcg@5", scores.NdcgAt5);
            }

            json.WriteEndObject();
        }

        Guard(() => File.AppendAllText(_path, Encoding.UTF8.GetString(line.WrittenSpan) + "\n"));
    }

    /// <summary>Leaves out what a killed run wrote after the state that it is resumed from.</summary>
    internal void CutAfter(long step)
    {
        if (File.Exists(_path))
        {
            Guard(() => File.WriteAllLines(_path, File.ReadAllLines(_path).Where(line => StepOf(line) <= step).ToArray()));
        }
    }

    private static long StepOf(string line)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(line);
            return json.RootElement.GetProperty("step").GetInt64();
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            // A line that a kill cut short.
            return long.MaxValue;
        }
    }

    private static void Write(Utf8JsonWriter json, string name, double value)
    {
        if (double.IsFinite(value))
        {
            json.WriteNumber(name, value);
        }
        else
        {
            json.WriteNull(name);
        }
    }

    private void Guard(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstructRecException(InstructRecErrorKind.Storage, "the figures of the run cannot be written", _path, "Check the folder and the room left", innerException: e);
        }
    }
}
