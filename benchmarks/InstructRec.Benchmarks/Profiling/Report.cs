using System.Text;
using InstructRec.Checkpoints;

namespace InstructRec.Benchmarks.Profiling;

/// <summary>What a verb leaves: the table on the screen, and Markdown, JSON and a picture in a folder.</summary>
internal static class Report
{
    /// <summary>Prints and writes.</summary>
    /// <param name="folder">Made where it is missing.</param>
    /// <param name="name">The files' name without ending.</param>
    /// <param name="markdown">The table.</param>
    /// <param name="json">Writes the same figures.</param>
    /// <param name="draw">Draws into a file; none where there is no picture.</param>
    /// <exception cref="InstructRecException">The folder cannot be made, or a file cannot be written.</exception>
    public static void Write(string folder, string name, string markdown, Action<Stream> json, Action<string>? draw = null)
    {
        Console.WriteLine(markdown);
        try
        {
            Directory.CreateDirectory(folder);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InstructRecException(InstructRecErrorKind.Storage, "the folder cannot be made", folder, "Name another with --out", innerException: exception);
        }

        string stem = Path.Combine(folder, name);
        AtomicFile.Write(stem + ".md", stream => stream.Write(Encoding.UTF8.GetBytes(markdown)));
        AtomicFile.Write(stem + ".json", json);
        draw?.Invoke(stem + ".png");
        Console.WriteLine($"written: {stem}.md, {stem}.json{(draw is null ? string.Empty : $", {stem}.png")}");
    }
}
