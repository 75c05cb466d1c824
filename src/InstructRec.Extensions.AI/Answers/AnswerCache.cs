using System.Threading.Channels;

namespace InstructRec.Extensions.AI.Answers;

/// <summary>Answers on disk, so that no question is paid for twice: an append-only log whose lines carry checksums.</summary>
/// <remarks>
/// <see cref="StoreAsync"/> ends when the answer is flushed to the disk (answers that come together share a flush), so a process that is killed loses none that it was given.
/// A line cut off at the end, as a kill or a power cut leaves it, is removed on opening; a damaged line in the middle is passed over and counted in <see cref="Damaged"/>.
/// Keeps 40 bytes an answer in memory; the texts stay on disk. Thread-safe; one process at a time.
/// </remarks>
public sealed class AnswerCache : IAsyncDisposable
{
    private readonly FileStream _file;
    private readonly Dictionary<QuestionKey, (long At, int Length)> _places = [];
    private readonly Channel<(QuestionKey Key, byte[] Line, TaskCompletionSource Done)> _waiting = Channel.CreateUnbounded<(QuestionKey, byte[], TaskCompletionSource)>(new UnboundedChannelOptions { SingleReader = true });
    private readonly Lock _gate = new();
    private readonly Task _writer;
    private long _end;

    private AnswerCache(string path, FileStream file)
    {
        Path = path;
        _file = file;
        ReadAll();
        _writer = Task.Run(WriteAllAsync);
    }

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>How many answers there are.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _places.Count;
            }
        }
    }

    /// <summary>How many lines were passed over on opening because their checksums were wrong.</summary>
    public int Damaged { get; private set; }

    /// <summary>Opens a log, or begins one.</summary>
    /// <param name="path">The file; its folder must exist.</param>
    /// <returns>The cache; dispose it.</returns>
    /// <exception cref="InstructRecException">Another process has it open, or it cannot be read or written (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public static AnswerCache Open(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        FileStream? file = null;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 0);
            return new AnswerCache(path, file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file?.Dispose();
            throw new InstructRecException(
                InstructRecErrorKind.Storage, $"the answers cannot be opened ({e.Message.TrimEnd('.')})", path, "Check the folder, and that no other run is using the file", innerException: e);
        }
    }

    /// <summary>Finds an answer.</summary>
    /// <param name="key">The question's key.</param>
    /// <returns>The answer, or <see langword="null"/> where the question was never answered.</returns>
    public StoredAnswer? Find(QuestionKey key)
    {
        (long At, int Length) place;
        lock (_gate)
        {
            if (!_places.TryGetValue(key, out place))
            {
                return null;
            }
        }

        var line = new byte[place.Length];
        RandomAccess.Read(_file.SafeFileHandle, line, place.At);
        return AnswerLine.Read(line) is { } found
            ? new StoredAnswer(found.Answer, found.In, found.Out)
            : throw new InstructRecException(InstructRecErrorKind.Storage, "an answer was changed on disk while the file was open", Path, "Let one process at a time write there");
    }

    /// <summary>Keeps an answer.</summary>
    /// <param name="key">The question's key.</param>
    /// <param name="model">Which model answered, for readers of the file.</param>
    /// <param name="answer">The answer.</param>
    /// <returns>A task that ends when the answer is on the disk.</returns>
    /// <exception cref="InstructRecException">The disk is full or gone (<see cref="InstructRecErrorKind.Storage"/>).</exception>
    public Task StoreAsync(QuestionKey key, string model, StoredAnswer answer)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(answer);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        byte[] line = new AnswerLine(key.ToString(), model, answer.Text, answer.InputTokens, answer.OutputTokens).ToBytes();
        return _waiting.Writer.TryWrite((key, line, done)) ? done.Task : throw new ObjectDisposedException(nameof(AnswerCache));
    }

    /// <summary>Writes what is waiting and closes the file.</summary>
    /// <returns>A task that ends then.</returns>
    public async ValueTask DisposeAsync()
    {
        _waiting.Writer.TryComplete();
        await _writer.ConfigureAwait(false);
        await _file.DisposeAsync().ConfigureAwait(false);
    }

    private void ReadAll()
    {
        byte[] buffer = new byte[1 << 20];
        int held = 0;
        long start = 0;
        for (int read; (read = RandomAccess.Read(_file.SafeFileHandle, buffer.AsSpan(held), start + held)) > 0;)
        {
            held += read;
            int at = 0;
            for (int feed; (feed = buffer.AsSpan(at, held - at).IndexOf((byte)'\n')) >= 0; at += feed + 1)
            {
                if (AnswerLine.Read(buffer.AsSpan(at, feed))?.ToKey() is { } key)
                {
                    _places[key] = (start + at, feed);
                }
                else
                {
                    Damaged++;
                }
            }

            buffer.AsSpan(at, held - at).CopyTo(buffer);
            start += at;
            held -= at;
            if (held == buffer.Length)
            {
                Array.Resize(ref buffer, buffer.Length * 2);
            }
        }

        _end = start;
        if (held > 0)
        {
            // What a killed process was writing: nobody was told that it is there.
            _file.SetLength(start);
        }
    }

    private async Task WriteAllAsync()
    {
        var batch = new List<(QuestionKey Key, byte[] Line, TaskCompletionSource Done)>();
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            batch.Clear();
            while (_waiting.Reader.TryRead(out (QuestionKey, byte[], TaskCompletionSource) next))
            {
                batch.Add(next);
            }

            Write(batch);
        }
    }

    private void Write(List<(QuestionKey Key, byte[] Line, TaskCompletionSource Done)> batch)
    {
        try
        {
            byte[] bytes = [.. batch.SelectMany(b => b.Line)];
            RandomAccess.Write(_file.SafeFileHandle, bytes, _end);
            RandomAccess.FlushToDisk(_file.SafeFileHandle);
            lock (_gate)
            {
                foreach ((QuestionKey key, byte[] line, _) in batch)
                {
                    _places[key] = (_end, line.Length - 1);
                    _end += line.Length;
                }
            }

            batch.ForEach(b => b.Done.SetResult());
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            var fault = new InstructRecException(
                InstructRecErrorKind.Storage, $"an answer cannot be kept ({e.Message.TrimEnd('.')})", Path, "Make room; what was kept before is whole", innerException: e);
            batch.ForEach(b => b.Done.SetException(fault));
        }
    }
}
