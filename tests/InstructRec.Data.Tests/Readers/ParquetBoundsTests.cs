using InstructRec.Data.Readers;

namespace InstructRec.Data.Tests.Readers;

/// <summary>What a damaged Parquet file may ask of its reader: a footer that holds what it promises, and no more bytes than there are.</summary>
public sealed class ParquetBoundsTests
{
    // The fields of files, row groups and columns that other programs write and this project's tests do not: bloom filters, orders, statistics of sizes.
    [Fact]
    public void A_footer_with_every_kind_of_field_passes_and_one_of_endless_digits_does_not()
    {
        Check([0x15, 2, 0x19, 0x1C, 0x48, 1, (byte)'a', 0, 0x16, 0, 0x19, 0x0C, 0x39, 0x1C, 0x1C, 0, 0, 0]).Should().NotThrow();
        Check([0x15, 2, 0x58, 3, 1, 2, 3, 0x78, 1, 9, 0]).Should().NotThrow("an unknown text is skipped");
        Check([0x15, 2, 0x16, .. Enumerable.Repeat((byte)0xFF, 12)]).Should().Throw<InvalidDataException>();
        Check([0x15, 2, 0x19, 0xFC, 0xFF, 0xFF, 0xFF, 0x7F, 0]).Should().Throw<InvalidDataException>("a list is longer than the footer");
        Check([0x15, 2, 0x19, 0xFC, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0]).Should().Throw<InvalidDataException>("so long a list is no negative number");
        Check([0x15, 2, 0x15, 0, 0]).Should().Throw<InvalidDataException>("the schema is no number");
        Check([0x18, 1, 65, 0]).Should().Throw<InvalidDataException>("the version is no text");
        Check([0x15, 2]).Should().Throw<InvalidDataException>("it has no end");

        static Action Check(byte[] footer) => () => ParquetFooter.Check(new MemoryStream([.. "PAR1"u8, .. footer, .. BitConverter.GetBytes(footer.Length), .. "PAR1"u8]));
    }

    [Fact]
    public async Task Whoever_reads_behind_the_end_or_without_end_is_stopped()
    {
        using TemporaryFolder folder = new();
        await using ParquetStream stream = new(File.OpenRead(folder.Write("x", "abc")));
        for (int i = 0; i < 3; i++)
        {
            stream.ReadByte().Should().Be('a' + i);
        }

        stream.Invoking(s => s.ReadByte()).Should().Throw<EndOfStreamException>();
        stream.Invoking(s =>
        {
            while (true)
            {
                s.Position = 0;
                s.ReadExactly(new byte[3]);
            }
        }).Should().Throw<InvalidDataException>();
    }
}
