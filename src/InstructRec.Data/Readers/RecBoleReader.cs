namespace InstructRec.Data.Readers;

/// <summary>Reads RecBole's atomic files: <c>NAME.inter</c> and <c>NAME.item</c>, tab-separated with typed headers such as <c>user_id:token</c>.</summary>
/// <remarks>Column names as in <see cref="DelimitedReader"/>; a column of type <c>token_seq</c> in the item file is a list between spaces, except the title.</remarks>
public sealed class RecBoleReader : IDatasetReader
{
    /// <inheritdoc/>
    public string Name => "RecBole";

    /// <inheritdoc/>
    public string Expects => "NAME.inter and NAME.item (RecBole's atomic files)";

    /// <inheritdoc/>
    public bool Recognises(string folder) => DataFile.FindEnding(folder, ".item").Length == 1 && Interactions(folder).Length == 1;

    /// <inheritdoc/>
    public InteractionDataset Read(string folder, DatasetReadingOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(folder);
        ArgumentNullException.ThrowIfNull(options);
        return DelimitedReader.Read(
            DataFile.FindEnding(folder, ".item")[0], Interactions(folder)[0], options with { Name = options.Name ?? FolderName.Of(folder) }, cancellationToken);
    }

    private static string[] Interactions(string folder) =>
        [.. DataFile.FindEnding(folder, ".inter").Where(f => !Path.GetFileName(f).Contains(".test.", StringComparison.Ordinal) && !Path.GetFileName(f).Contains(".valid.", StringComparison.Ordinal))];
}
