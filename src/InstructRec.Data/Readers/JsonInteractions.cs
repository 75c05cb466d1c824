using System.Text;
using System.Text.Json;

namespace InstructRec.Data.Readers;

/// <summary>The interactions of a file of JSON lines, or of Python dictionaries: one a line, or a person's in a list. Used once, by one thread.</summary>
internal sealed class JsonInteractions
{
    private readonly string _path;
    private readonly MalformedLines _malformed;
    private readonly JsonInteractionNames _names;
    private readonly Range _person, _item, _time, _review;
    private readonly JsonRecord _record;
    private readonly JsonRecord _inner;
    private readonly List<JsonInteraction> _line = [];
    private bool? _hasTimes;

    /// <param name="path">The file.</param>
    /// <param name="names">What holds what.</param>
    /// <param name="malformed">Where faults go.</param>
    /// <param name="hasTimes">Whether each must have a time, or none; <see langword="null"/> lets the first decide.</param>
    /// <param name="list">The member that holds a person's interactions; <see langword="null"/> where each has a line of its own.</param>
    public JsonInteractions(string path, JsonInteractionNames names, MalformedLines malformed, bool? hasTimes, string? list = null)
    {
        (_path, _names, _malformed, _hasTimes) = (path, names, malformed, hasTimes);
        _person = ..names.Person.Length;
        _item = _person.End..(_person.End.Value + names.Item.Length);
        _time = _item.End..(_item.End.Value + names.Time.Length);
        _review = _time.End..;
        string[] all = [.. names.Person, .. names.Item, .. names.Time, .. names.Review];
        _record = new JsonRecord(all, list);
        _inner = new JsonRecord(all);
        IsNested = list is not null;
    }

    /// <summary>How a time is written; as <see cref="UnixTime"/> reads it by default.</summary>
    public TimeReading ReadTime { get; init; } = UnixTime.TryParse;

    private bool IsNested { get; }

    /// <summary>Adds every interaction that can be read; one with an item that has no title is a fault.</summary>
    /// <returns>Whether any of them has a review.</returns>
    public bool AddTo(InteractionDatasetBuilder builder, bool keepReviews, CancellationToken cancellationToken)
    {
        bool anyReview = false;
        Read(
            r =>
            {
                anyReview |= r.Review is not null;
                if (!builder.TryAddInteraction(r.Person, r.Item, r.Time, keepReviews ? r.Review : null))
                {
                    _malformed.AddUntitled(_path, r.Line, r.Item);
                }
            },
            cancellationToken);
        return anyReview;
    }

    /// <summary>Gives out every interaction that can be read; a line whose form is broken gives none.</summary>
    public void Read(Action<JsonInteraction> add, CancellationToken cancellationToken)
    {
        using var lines = new JsonLines(_path);
        var literal = new PythonLiteral();
        while (lines.Next())
        {
            cancellationToken.ThrowIfCancellationRequested();
            _line.Clear();
            try
            {
                ReadLine(literal.AsJson(lines.Current), lines.Number);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                // What is no UTF-8, or half a character, comes out when a text is asked for.
                _malformed.Add(
                    _path, lines.Number,
                    e is JsonException ? $"the line is no JSON object ({Encoding.UTF8.GetString(lines.Current[..Math.Min(40, lines.Current.Length)])}…)" : "a text of the line is not in UTF-8",
                    e is JsonException ? "Correct or remove the line" : "Save the file as UTF-8", e);
                continue;
            }

            _line.ForEach(add);
        }
    }

    private void ReadLine(ReadOnlySpan<byte> json, long number)
    {
        _record.Read(json);
        string? person = _record.First(_person);
        if (!IsNested)
        {
            Take(_record, person, number, string.Empty, json);
            return;
        }

        if (_record.List is not { } list)
        {
            _malformed.Add(_path, number, "the line has no list of reviews", "Correct or remove the line");
            return;
        }

        Utf8JsonReader reader = JsonRecord.Open(json[list]);
        for (int i = 1; _inner.Next(ref reader); i++)
        {
            Take(_inner, person ?? _inner.First(_person), number, $"review {i} of ", json);
        }
    }

    private void Take(JsonRecord record, string? person, long number, string which, ReadOnlySpan<byte> json)
    {
        string? item = record.First(_item);
        string? written = record.First(_time);
        _hasTimes ??= written is not null;
        long time = 0;
        if (person is null || item is null)
        {
            string field = person is null ? "person" : "item";
            string names = string.Join(", ", person is null ? _names.Person : _names.Item);
            _malformed.Add(
                _path, number, $"{which}the line names no {field} ({names}); it has {JsonRecord.MembersOf(json)}", $"Correct or remove the line, or map another name: {TableRows.Mapping(field)}");
        }
        else if (_hasTimes.Value && !ReadTime(written, out time))
        {
            string missing = _names.Time.Length == 1 ? $"'{_names.Time[0]}' is to hold it" : "the first has";
            _malformed.Add(
                _path, number, written is null ? $"{which}the line has no time, although {missing}" : $"{(which.Length > 0 ? $"{which}the line: " : string.Empty)}'{written}' is no time between 1970 and 2100",
                "Correct or remove the line");
        }
        else
        {
            _line.Add(new JsonInteraction(person, item, _hasTimes.Value ? time : null, record.First(_review), number));
        }
    }
}
