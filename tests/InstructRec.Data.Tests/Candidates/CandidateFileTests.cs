using InstructRec.Data.Candidates;

namespace InstructRec.Data.Tests.Candidates;

public sealed class CandidateFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly InteractionDataset _dataset = Datasets.Of(("a", [0, 1, 2]), ("b", [3, 4, 5]));

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("c.tsv")]
    [InlineData("c.tsv.gz")]
    public void WhatIsWrittenIsRead(string name)
    {
        var set = new CandidateSet("c", [new CandidateRow(0, 2, [3, 5]), new CandidateRow(1, 5, [0])]);
        string path = Path.Combine(_folder.Path, name);
        CandidateFile.Write(path, set, _dataset);
        CandidateFile.Read(path, _dataset).Should().BeEquivalentTo(set, o => o.WithStrictOrdering());
        Directory.GetFiles(_folder.Path).Should().ContainSingle("no temporary file is left");
    }

    [Theory]
    [InlineData("x\ti0\ti1\n", "person 'x'")]
    [InlineData("a\ti99\ti1\n", "target 'i99' of person 'a'")]
    [InlineData("a\t\ti1\n", "'a' has no target")]
    [InlineData("a\ti2\ti3 i77\n", "negative 'i77' of person 'a'")]
    [InlineData("a\ti2\ti3 i2\n", "is the target")]
    [InlineData("a\ti2\ti3 i3\n", "twice")]
    [InlineData("a\ti2\t\n", "no negatives")]
    [InlineData("a\ti2\n", "three columns")]
    public void AFaultNamesPersonAndItem(string line, string says)
    {
        string path = _folder.Write("c.tsv", "user_id\ttarget_item_id\tnegatives\n" + line);
        Action reading = () => CandidateFile.Read(path, _dataset);
        reading.Should().Throw<InstructRecException>().Where(e => e.Line == 2 && e.Where == path && e.Message.Contains(says));
    }

    [Fact]
    public void AForeignHeaderIsRefused()
    {
        string path = _folder.Write("c.tsv", "a\ti2\ti3\n");
        Action reading = () => CandidateFile.Read(path, _dataset);
        reading.Should().Throw<InstructRecException>().Where(e => e.Line == 1);
    }

    [Fact]
    public void AMissingFolderIsAStorageFault()
    {
        Action writing = () => CandidateFile.Write(Path.Combine(_folder.Path, "no", "c.tsv"), new CandidateSet("c", []), _dataset);
        writing.Should().Throw<InstructRecException>().Where(e => e.Kind == InstructRecErrorKind.Storage);
    }
}
