using System.Globalization;
using System.Text;
using InstructRec.Evaluation.Metrics;

namespace InstructRec.Evaluation.Protocols;

/// <summary>The answers of a running evaluation as a file: a line per person, appended batch by batch, so that a killed run goes on where it stopped.</summary>
/// <remarks>The first line names what the answers are of; a file of anything else is begun anew. A line that was cut off by a kill is dropped. One run per file at a time.</remarks>
/// <param name="path">The file; its folder must exist.</param>
public sealed class EvaluationJournal(string path)
{
    private string _header = string.Empty;

    /// <summary>The file.</summary>
    public string Path => path;

    internal IReadOnlyList<PersonAnswer> Open(string fingerprint, int people)
    {
        _header = $"answers/1\t{fingerprint}\n";
        return Guarded(() =>
        {
            if (!File.Exists(path))
            {
                return [];
            }

            string text = File.ReadAllText(path);
            List<PersonAnswer> answers = [];
            if (text.StartsWith(_header, StringComparison.Ordinal))
            {
                string[] lines = text[_header.Length..].Split('\n');
                foreach (string line in lines[..^1])
                {
                    if (answers.Count == people || Parse(line) is not { } answer)
                    {
                        break;
                    }

                    answers.Add(answer);
                }
            }

            return answers;
        });
    }

    internal void Truncate(IReadOnlyList<PersonAnswer> answers) => Guarded(() =>
    {
        string temporary = path + ".tmp";
        File.WriteAllText(temporary, _header + Lines(answers));
        File.Move(temporary, path, overwrite: true);
        return true;
    });

    internal void Append(IReadOnlyList<PersonAnswer> answers) => Guarded(() =>
    {
        File.AppendAllText(path, Lines(answers));
        return true;
    });

    private static string Lines(IReadOnlyList<PersonAnswer> answers)
    {
        StringBuilder text = new();
        foreach (PersonAnswer answer in answers)
        {
            TargetRank rank = answer.Rank;
            text.Append(CultureInfo.InvariantCulture, $"{rank.Better}\t{rank.EqualBefore}\t{rank.EqualAfter}\t{rank.Candidates}\t{answer.TopProbability:R}\t{string.Join(' ', answer.Top.Select(i => i.ToString(CultureInfo.InvariantCulture)))}\t.\n");
        }

        return text.ToString();
    }

    // The point at the end shows that the line is whole.
    private static PersonAnswer? Parse(string line)
    {
        string[] parts = line.Split('\t');
        if (parts.Length != 7 || parts[6] != ".")
        {
            return null;
        }

        int[] numbers = [.. parts.Take(4).Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : -1)];
        int[] top = [.. parts[5].Split(' ').Select(p => int.TryParse(p, NumberStyles.None, CultureInfo.InvariantCulture, out int n) ? n : -1)];
        return numbers.Contains(-1) || top.Contains(-1) || !double.TryParse(parts[4], NumberStyles.Float, CultureInfo.InvariantCulture, out double share)
            ? null
            : new PersonAnswer(new TargetRank(numbers[0], numbers[1], numbers[2], numbers[3]), top, share);
    }

    private T Guarded<T>(Func<T> work)
    {
        try
        {
            return work();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstructRecException(InstructRecErrorKind.Storage, $"the answers so far cannot be kept ({e.Message.TrimEnd('.')})", path, "Choose another folder", innerException: e);
        }
    }
}
