using InstructRec.Hosting;
using InstructRec.Testing;

namespace InstructRec.Tests.Hosting;

public sealed class CheckpointWatchTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly CheckpointWatch _watch = new();

    public CheckpointWatchTests()
    {
        Write("model.safetensors", 10);
        _watch.Accept(_folder.Path);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_change_is_told_once_and_only_when_two_looks_find_the_same()
    {
        Look().Should().BeFalse("nothing changed");
        Write("model.safetensors", 20);
        Look().Should().BeFalse("it may still be written");
        Write("model.safetensors", 30);
        Look().Should().BeFalse("it was");
        Look().Should().BeTrue();
        Look().Should().BeFalse("it has been told");
        Write("instructrec.json", 5);
        Look();
        Look().Should().BeTrue("every file of a checkpoint counts");
    }

    [Fact]
    public void What_the_library_writes_beside_it_and_a_folder_that_is_away_are_no_change()
    {
        Write("title-priors.bin", 5);
        Look();
        Look().Should().BeFalse();
        Directory.Move(_folder.Path, _folder.Path + ".away");
        Look();
        Look().Should().BeFalse();
        Directory.Move(_folder.Path + ".away", _folder.Path);
        Look();
        Look().Should().BeFalse("it came back as it was");
    }

    private bool Look() => _watch.Look(_folder.Path);

    private void Write(string name, int length) => File.WriteAllBytes(_folder.Of(name), new byte[length]);
}
