namespace InstructRec.Data.Readers;

/// <summary>Reads one form in which interaction data comes, from a folder.</summary>
public interface IDatasetReader
{
    /// <summary>What the form is called, for example <c>MovieLens</c>.</summary>
    string Name { get; }

    /// <summary>The files it expects, in one phrase for an error message.</summary>
    string Expects { get; }

    /// <summary>Whether a folder holds this form, judged by its file names alone.</summary>
    /// <param name="folder">An existing folder.</param>
    /// <returns>Whether <see cref="Read"/> should be tried.</returns>
    bool Recognises(string folder);

    /// <summary>Reads the folder, line by line.</summary>
    /// <param name="folder">An existing folder that <see cref="Recognises"/> accepts.</param>
    /// <param name="options">What to do with titles, and with what is wrong.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The data set.</returns>
    /// <exception cref="InstructRecException">A file is damaged or a line malformed: file, line and remedy (<see cref="InstructRecErrorKind.Data"/>).</exception>
    InteractionDataset Read(string folder, DatasetReadingOptions options, CancellationToken cancellationToken = default);
}
