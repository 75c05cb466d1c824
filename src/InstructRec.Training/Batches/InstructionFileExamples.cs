using System.Text.Json;
using InstructRec.Data;
using InstructRec.Data.Generation;
using InstructRec.Data.Leakage;
using InstructRec.Data.Splits;
using InstructRec.Templates;
using InstructRec.Tokenization;
using Microsoft.Win32.SafeHandles;

namespace InstructRec.Training.Batches;

/// <summary>Trains on a file of instructions (<see cref="InstructionFile"/>, not gzipped), read line by line when a line is needed.</summary>
/// <remarks>
/// Held in memory are eight bytes per record, where its line begins. An example is a function of its place, so runs resume. Thread-safe; dispose it after the batches.
/// <see cref="CheckLeakage"/> knows the split only where it is given: give it where there is one.
/// </remarks>
public sealed class InstructionFileExamples : IExampleSource, IDisposable
{
    private readonly string _path;
    private readonly T5Tokenizer _tokenizer;
    private readonly LeaveOneOutSplit? _split;
    private readonly SafeFileHandle _file;
    private readonly long[] _starts;
    private readonly int _maxTokens;

    /// <summary>Finds the lines of a file.</summary>
    /// <param name="path">JSON lines of <see cref="InstructionRecord"/>.</param>
    /// <param name="tokenizer">The tokenizer of the network.</param>
    /// <param name="split">The split whose validation and test items must stay unknown; nothing is checked where <see langword="null"/>.</param>
    /// <param name="maxTokens">Instructions that are longer are left out, since a cut one may have lost its question; 512.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="InstructRecException">The file cannot be read, is gzipped, or holds nothing (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public InstructionFileExamples(string path, T5Tokenizer tokenizer, LeaveOneOutSplit? split = null, int maxTokens = 512, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(tokenizer);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(maxTokens);
        if (path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) || path.EndsWith(".parquet", StringComparison.OrdinalIgnoreCase))
        {
            throw new InstructRecException(InstructRecErrorKind.Data, "lines are read in any order, which a packed file does not allow", path, "Unpack it, or write .jsonl");
        }

        _path = path;
        _tokenizer = tokenizer;
        _split = split;
        _maxTokens = maxTokens;
        try
        {
            _file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read, FileOptions.RandomAccess);
            _starts = Starts(_file, cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InstructRecException(InstructRecErrorKind.Data, $"the file cannot be read ({e.Message.TrimEnd('.')})", path, "Check that it exists and may be read", innerException: e);
        }

        if (_starts.Length < 2)
        {
            _file.Dispose();
            throw new InstructRecException(InstructRecErrorKind.Data, "the file holds no instruction", path, "Make instructions first: samples/MakeInstructions");
        }
    }

    /// <inheritdoc/>
    public int Count => _starts.Length - 1;

    /// <inheritdoc/>
    public IReadOnlyDictionary<string, string> Describe() =>
        new OptionTexts().With("InstructionFile", Path.GetFileName(_path)).With("InstructionFileBytes", _starts[^1]).With("InstructionFileRecords", Count).With("MaxTokens", _maxTokens).All;

    /// <summary>Reads one record.</summary>
    /// <param name="index">Its place, from 0.</param>
    /// <returns>The record.</returns>
    /// <exception cref="InstructRecException">The line is no record: file and line (<see cref="InstructRecErrorKind.Data"/>).</exception>
    public InstructionRecord Read(int index)
    {
        byte[] line = new byte[_starts[index + 1] - _starts[index]];
        try
        {
            for (int read = 0, got; read < line.Length; read += got)
            {
                got = RandomAccess.Read(_file, line.AsSpan(read), _starts[index] + read);
                if (got == 0)
                {
                    throw new IOException("The file has become shorter.");
                }
            }

            return InstructionFile.Parse(line);
        }
        catch (Exception e) when (e is JsonException or IOException)
        {
            throw new InstructRecException(
                InstructRecErrorKind.Data, e is JsonException ? "the line is no instruction record" : $"the file cannot be read ({e.Message.TrimEnd('.')})", _path,
                "Each line is an object with instruction, response, template, person and position", index + 1, e);
        }
    }

    /// <inheritdoc/>
    /// <remarks>An instruction that is longer than the limit, or has nothing to answer, is left out.</remarks>
    public TrainingExample? Create(int epoch, int index)
    {
        InstructionRecord record = Read(index);
        int[] instruction = _tokenizer.Encode(record.Instruction);
        if (instruction.Length > _maxTokens || record.Response.Length == 0)
        {
            return null;
        }

        bool isKnown = TemplateRegistry.Default.TryGet(record.Template, out InstructionTemplate? template);
        return new TrainingExample(instruction, [new TrainingTarget(_tokenizer.Encode(record.Response))]) { TemplateId = record.Template, Task = isKnown ? template!.Task : null };
    }

    /// <inheritdoc/>
    /// <remarks>Reads the file once. A record whose position is the person's validation or later, or whose person the data lacks, fails the check.</remarks>
    public void CheckLeakage(CancellationToken cancellationToken = default)
    {
        if (_split is not null)
        {
            LeakageChecker.ThrowIfAny(new LeakageChecker(_split).FindInTraining(Positions(cancellationToken)));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private static long[] Starts(SafeFileHandle file, CancellationToken cancellationToken)
    {
        List<long> starts = [0];
        byte[] buffer = new byte[1 << 18];
        long at = 0;
        for (int read; (read = RandomAccess.Read(file, buffer, at)) > 0; at += read)
        {
            cancellationToken.ThrowIfCancellationRequested();
            for (int i = 0; i < read;)
            {
                int feed = buffer.AsSpan(i, read - i).IndexOf((byte)'\n');
                if (feed < 0)
                {
                    break;
                }

                i += feed + 1;
                starts.Add(at + i);
            }
        }

        if (starts[^1] != at)
        {
            starts.Add(at);
        }

        return [.. starts];
    }

    private IEnumerable<UsedPositions> Positions(CancellationToken cancellationToken)
    {
        InteractionDataset dataset = _split!.Dataset;
        for (int i = 0; i < Count; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            InstructionRecord record = Read(i);
            if (!dataset.TryFindPerson(record.Person, out int person))
            {
                throw new InstructRecException(
                    InstructRecErrorKind.Leakage, $"the person '{record.Person}' is not in {dataset.Name}, so that nothing can be said about what may be known", _path, "Give the split that the file was made from", i + 1);
            }

            yield return new UsedPositions(FormattableString.Invariant($"{Path.GetFileName(_path)}:{i + 1}"), person, [], [], [record.Position]);
        }
    }
}
