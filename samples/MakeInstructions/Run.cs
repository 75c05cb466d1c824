using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using InstructRec;
using InstructRec.Checkpoints;
using InstructRec.Data;
using InstructRec.Data.Filters;
using InstructRec.Data.Generation;
using InstructRec.Data.Pictures;
using InstructRec.Data.Readers;
using InstructRec.Data.Splits;
using InstructRec.Data.Teachers;

namespace MakeInstructions;

/// <summary>Reads, generates, writes, and says what it is doing.</summary>
internal static class Run
{
    public static async Task<int> MakeAsync(CommandLine line, CancellationToken cancellationToken)
    {
        var clock = Stopwatch.StartNew();
        string folder = line.Data ?? Path.Combine(AppContext.BaseDirectory, "Data");
        var reading = new DatasetReadingOptions { Name = line.Data is null ? "MovieLens latest-small" : null, KeepReviews = true, SkipUntitledItems = true, MalformedLineLimit = 1000, Columns = line.Columns };
        InteractionDataset dataset = DatasetFolder.Open(folder, reading, cancellationToken);
        Say($"{dataset.Name}: {dataset.Statistics}");
        if (line.Last is { } last)
        {
            Say($"of each person the last {last}: {dataset.KeepLast(last).Statistics}");
        }

        Say($"left out: {dataset.Skipped.Malformed:N0} malformed lines, {dataset.Skipped.OfUntitledItems:N0} interactions with items that have no title");
        foreach (string reason in dataset.Skipped.Malformed > 0 ? dataset.Skipped.Examples.Take(3) : [])
        {
            Say($"  for example: {reason}");
        }

        OfflineTeacherOptions things = (line.Things ?? (line.Data is null ? "films" : "items")) switch { "films" => OfflineTeacherOptions.Films, "games" => OfflineTeacherOptions.Games, _ => OfflineTeacherOptions.Default };
        things = things with { Roles = Roles(line, things, dataset) };
        var offline = new OfflineTeacher(dataset.Items, things with { Length = line.IsShort ? TextLength.Short : TextLength.Full });
        var options = new GenerationOptions { Seed = line.Seed, DefaultRate = line.Rate, Rates = line.Rates, QueryItems = line.HoldsOut ? ItemSplit.Of(dataset) : null, Filter = new TextFilterOptions { MaximumRepeats = line.Repeats } };
        bool writes = !line.IsDryRun;
        if (writes)
        {
            Directory.CreateDirectory(line.Out);
        }

        await using ChatTeaching? chat = line.Chat is null ? null : ChatTeaching.Open(line, offline);
        IInstructionTeacher teacher = chat?.Teacher ?? offline;
        options = options with { Concurrency = chat is null ? 1 : line.Concurrency };
        var generator = new InstructionGenerator(new LeaveOneOutSplit(dataset, line.Last), offline, options, teacher);
        var templates = new Dictionary<string, long>(StringComparer.Ordinal);
        IAsyncEnumerable<InstructionRecord> records = CountAsync(generator, templates, cancellationToken);
        long count;
        if (!writes)
        {
            count = await records.LongCountAsync(cancellationToken);
        }
        else
        {
            string path = Path.Combine(line.Out, "instructions." + line.Format);
            var progress = new Progress(clock);
            count = line.Format == "parquet"
                ? await InstructionParquet.WriteAsync(path, records, progress, cancellationToken)
                : await InstructionFile.WriteAsync(path, records, progress, cancellationToken);
            progress.End();
            AspectPicture.Write(Path.Combine(line.Out, "aspects.png"), generator.FineGrainedAspects);
            string card = new DataCard
            {
                Name = $"Instructions from {dataset.Name}", Source = dataset, Templates = templates, Generator = generator, Options = options, Teacher = teacher.Name, Picture = "aspects.png",
                Licence = "The terms of the source hold: the instructions contain its titles and, where it has reviews, words of them.",
            }.ToMarkdown();
            AtomicFile.Write(Path.Combine(line.Out, "README.md"), stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(card)));
            Say($"written: {path}, README.md, aspects.png");
        }

        Say($"{count:N0} instructions{(writes ? string.Empty : " would be written")} of {templates.Count} templates in {clock.Elapsed.TotalSeconds:F1} s; preferences and wishes: {generator.FineGrained}");
        if (chat is not null)
        {
            Say($"{chat.Summary()}");
        }

        return 0;
    }

    /// <summary>What texts know of any catalogue and what was told of this one; attributes that no text names are said, not left out in silence.</summary>
    private static Dictionary<string, AttributeRole> Roles(CommandLine line, OfflineTeacherOptions things, InteractionDataset dataset)
    {
        string[] names = [.. dataset.Items.SelectMany(i => i.Attributes.Keys).Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal)];
        Dictionary<string, AttributeRole> roles = new(things.Roles, StringComparer.OrdinalIgnoreCase);
        foreach ((string name, AttributeRole role) in line.Attributes)
        {
            roles[name] = names.Contains(name, StringComparer.OrdinalIgnoreCase)
                ? role
                : throw new InstructRecException(InstructRecErrorKind.Options, $"no item has the attribute '{name}'", "--attributes", names.Length == 0 ? "The catalogue has none" : $"There are {string.Join(", ", names)}");
        }

        string[] silent = [.. names.Where(n => !roles.ContainsKey(n))];
        if (silent.Length > 0)
        {
            Say($"no text names the attributes {string.Join(", ", silent.Take(8))}{(silent.Length > 8 ? ", …" : string.Empty)}; --attributes {silent[0]}=kind (or theme, maker, period, form) makes them do so");
        }

        return roles;
    }

    private static async IAsyncEnumerable<InstructionRecord> CountAsync(InstructionGenerator generator, Dictionary<string, long> templates, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (InstructionRecord record in generator.GenerateAsync(cancellationToken))
        {
            templates[record.Template] = templates.GetValueOrDefault(record.Template) + 1;
            yield return record;
        }
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));

    /// <summary>One line that is written over on a terminal, and now and then a line of its own elsewhere.</summary>
    private sealed class Progress(Stopwatch clock) : IProgress<long>
    {
        private const int Often = 50_000;
        private static readonly TimeSpan Seldom = TimeSpan.FromSeconds(15);
        private TimeSpan _when = clock.Elapsed;
        private long _said;

        public void Report(long value)
        {
            if (!Console.IsOutputRedirected)
            {
                Console.Write(string.Create(CultureInfo.InvariantCulture, $"\r{value:N0} instructions, {clock.Elapsed.TotalSeconds:F0} s "));
            }
            else if (value - _said >= Often || clock.Elapsed - _when >= Seldom)
            {
                (_said, _when) = (value, clock.Elapsed);
                Say($"{value:N0} instructions, {clock.Elapsed.TotalSeconds:F0} s");
            }
        }

        public void End()
        {
            if (!Console.IsOutputRedirected)
            {
                Console.WriteLine();
            }
        }
    }
}
