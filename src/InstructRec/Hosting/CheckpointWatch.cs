using System.Globalization;

namespace InstructRec.Hosting;

/// <summary>Tells whether the files of a checkpoint folder are others than when they were read: by name, length and time, which cost nothing to look at.</summary>
/// <remarks>For one caller at a time.</remarks>
internal sealed class CheckpointWatch
{
    private string? _folder;
    private string? _read;
    private string? _last;

    /// <summary>Takes what lies in a folder now as what was read.</summary>
    public void Accept(string folder) => (_folder, _read, _last) = (folder, Stamp(folder), null);

    /// <summary>Looks once more. True, once for each change, when the files differ from those that were read and have not moved since the look before: files that are still being written do.</summary>
    public bool Look(string folder)
    {
        if (folder != _folder)
        {
            Accept(folder);
        }

        string? now = Stamp(folder);
        bool changed = now is not null && now != _read && now == _last;
        _last = now;
        if (changed)
        {
            _read = now;
        }

        return changed;
    }

    /// <summary>Null where the folder cannot be looked at: a folder that is away has nothing to read.</summary>
    private static string? Stamp(string folder)
    {
        try
        {
            // What the library writes beside a checkpoint, the priors of titles, is no part of it.
            return string.Join('\n', new DirectoryInfo(folder).EnumerateFiles()
                .Where(f => f.Extension is ".json" or ".safetensors" or ".model")
                .OrderBy(f => f.Name, StringComparer.Ordinal)
                .Select(f => string.Create(CultureInfo.InvariantCulture, $"{f.Name} {f.Length} {f.LastWriteTimeUtc.Ticks}")));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
