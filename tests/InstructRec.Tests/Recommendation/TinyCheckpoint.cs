using InstructRec.Testing;

namespace InstructRec.Tests.Recommendation;

/// <summary>A checkpoint folder with T5's whole vocabulary and random weights: the network of the end-to-end reference values.</summary>
internal sealed class TinyCheckpoint : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public TinyCheckpoint()
    {
        foreach (string file in Directory.GetFiles(GoldenRoot.Of("end-to-end")))
        {
            File.Copy(file, _folder.Of(System.IO.Path.GetFileName(file)));
        }

        File.Copy(GoldenRoot.Of("tokenizer", "spiece.model"), _folder.Of("spiece.model"));
    }

    public string Path => _folder.Path;

    public void Dispose() => _folder.Dispose();
}
