using System.Globalization;
using System.Text;
using InstructRec.Evaluation.Metrics;
using InstructRec.Evaluation.Protocols;

namespace InstructRec.Evaluation.Reports;

/// <summary>Results of several systems on the same candidates, as text for a console or as Markdown.</summary>
public sealed class ResultTable
{
    private readonly string _caption;
    private readonly IReadOnlyList<RankingMetric> _metrics;
    private readonly IReadOnlyList<(string System, IReadOnlyList<Interval> Values)> _rows;

    /// <summary>Makes a table of results.</summary>
    /// <param name="results">One row each, in order; all on the same candidates.</param>
    /// <param name="metrics">The columns; the paper's where <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">No results, or results on different candidates.</exception>
    public ResultTable(IReadOnlyList<EvaluationResult> results, IReadOnlyList<RankingMetric>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(results);
        if (results.Count == 0 || results.Any(r => r.CandidateSet != results[0].CandidateSet || r.People.Count != results[0].People.Count))
        {
            throw new ArgumentException("A table needs results, all on the same candidates.", nameof(results));
        }

        _metrics = metrics ?? EvaluationResult.PaperMetrics;
        _rows = [.. results.Select(r => (r.IsOracleQuery ? $"{r.System} (oracle query)" : r.System, r.Intervals([.. _metrics])))];
        _caption = string.Create(
            CultureInfo.InvariantCulture,
            $"{results[0].CandidateSet}, {results[0].People.Count:N0} {results[0].Subjects}; candidates shuffled by seed {results[0].ShuffleSeed}; ties by expectation; 95 % intervals over {results[0].Subjects}");
    }

    /// <summary>Makes a table of averages over draws.</summary>
    /// <param name="averages">One row each, in order; all on as many draws.</param>
    /// <param name="caption">What the table shows.</param>
    /// <param name="metrics">The columns; the paper's where <see langword="null"/>.</param>
    /// <exception cref="ArgumentException">No averages, or averages of different numbers of draws.</exception>
    public ResultTable(IReadOnlyList<DrawAverage> averages, string caption, IReadOnlyList<RankingMetric>? metrics = null)
    {
        ArgumentNullException.ThrowIfNull(averages);
        ArgumentNullException.ThrowIfNull(caption);
        if (averages.Count == 0 || averages.Any(a => a.Count != averages[0].Count))
        {
            throw new ArgumentException("A table needs averages, all over as many draws.", nameof(averages));
        }

        _metrics = metrics ?? EvaluationResult.PaperMetrics;
        _rows = [.. averages.Select(a => (a.System, a.Intervals([.. _metrics])))];
        _caption = caption;
    }

    /// <summary>A table with aligned columns.</summary>
    /// <returns>Lines that end in a line feed.</returns>
    public string ToText()
    {
        string[][] cells = Cells();
        int[] widths = [.. Enumerable.Range(0, cells[0].Length).Select(c => cells.Max(r => r[c].Length))];
        var text = new StringBuilder(_caption).Append('\n');
        foreach (string[] row in cells)
        {
            text.Append(string.Join("  ", row.Select((cell, c) => c == 0 ? cell.PadRight(widths[c]) : cell.PadLeft(widths[c]))).TrimEnd()).Append('\n');
        }

        return text.ToString();
    }

    /// <summary>A Markdown table with a caption.</summary>
    /// <returns>Lines that end in a line feed.</returns>
    public string ToMarkdown()
    {
        string[][] cells = Cells();
        var text = new StringBuilder(_caption).Append("\n\n");
        for (int row = 0; row < cells.Length; row++)
        {
            text.Append("| ").AppendJoin(" | ", cells[row].Select(c => c.Replace("|", "\\|", StringComparison.Ordinal))).Append(" |\n");
            if (row == 0)
            {
                text.Append("|---|").Append(string.Concat(Enumerable.Repeat("---:|", cells[0].Length - 1))).Append('\n');
            }
        }

        return text.ToString();
    }

    private string[][] Cells() =>
    [
        ["system", .. _metrics.Select(m => m.Name)],
        .. _rows.Select(r => (string[])[r.System, .. r.Values.Select(v => v.ToString())]),
    ];
}
