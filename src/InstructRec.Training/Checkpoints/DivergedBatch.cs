using System.Text.Json;
using InstructRec.Checkpoints;
using InstructRec.Training.Batches;

namespace InstructRec.Training.Checkpoints;

/// <summary>The batch at which a loss ceased to be a number, as a file to look at: one JSON object an example.</summary>
internal static class DivergedBatch
{
    public static string Write(string folder, IReadOnlyList<TrainingBatch> batches, long step)
    {
        string path = Path.Combine(folder, FormattableString.Invariant($"diverged-at-{step}.jsonl"));
        AtomicFile.Write(path, stream =>
        {
            foreach (TrainingExample example in batches.SelectMany(b => b.Examples))
            {
                using (Utf8JsonWriter json = new(stream))
                {
                    WriteExample(json, example);
                }

                stream.WriteByte((byte)'\n');
            }
        });
        return path;
    }

    private static void WriteExample(Utf8JsonWriter json, TrainingExample example)
    {
        json.WriteStartObject();
        json.WriteString("template", example.TemplateId);
        WriteIds(json, "instruction", example.InstructionIds);
        json.WriteStartArray("targets");
        foreach (TrainingTarget target in example.Targets)
        {
            json.WriteStartObject();
            json.WriteNumber("weight", target.Weight);
            WriteIds(json, "ids", target.TokenIds);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteIds(Utf8JsonWriter json, string name, IReadOnlyList<int> ids)
    {
        json.WriteStartArray(name);
        foreach (int id in ids)
        {
            json.WriteNumberValue(id);
        }

        json.WriteEndArray();
    }
}
