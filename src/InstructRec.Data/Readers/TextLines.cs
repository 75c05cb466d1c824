using System.Text;

namespace InstructRec.Data.Readers;

/// <summary>The lines of a file with their numbers, for forms in which a quote is a character like any other.</summary>
internal sealed class TextLines(string path, Encoding? encoding = null) : IDisposable
{
    private readonly StreamReader _reader = DataFile.OpenText(path, encoding);

    public string Path { get; } = path;

    /// <summary>The number of <see cref="Current"/>, from 1.</summary>
    public long Number { get; private set; }

    public string Current { get; private set; } = string.Empty;

    /// <summary>Goes to the next line that is not empty.</summary>
    public bool Next()
    {
        try
        {
            while (_reader.ReadLine() is { } line)
            {
                Number++;
                if (line.Length > 0)
                {
                    Current = line;
                    return true;
                }
            }

            return false;
        }
        catch (Exception e) when (e is IOException or InvalidDataException)
        {
            throw DataFile.Unreadable(Path, Number + 1, e);
        }
    }

    public void Dispose() => _reader.Dispose();
}
