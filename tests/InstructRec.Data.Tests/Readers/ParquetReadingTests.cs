using InstructRec.Data.Readers;
using Parquet;
using Parquet.Schema;

namespace InstructRec.Data.Tests.Readers;

public sealed class ParquetReadingTests : IDisposable
{
    private static readonly DataField<string> Sku = new("SKU");
    private static readonly DataField<string> Label = new("label");
    private static readonly DataField<string> Colour = new("colour");
    private static readonly DataField<string> Buyer = new("buyer");
    private static readonly DataField<long> Bought = new("sku");
    private static readonly DataField<DateTime?> When = new("when");
    private static readonly ColumnMapping Columns = new() { Item = "sku", Title = "label", Person = "buyer", InteractionItem = "sku", Time = "when", Review = "words" };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Mapped_columns_are_read_over_several_row_groups()
    {
        await ItemsAsync();
        DataField<string> words = new("words");
        await WriteAsync(
            "interactions.parquet", new ParquetSchema(Bought, Buyer, When, words), 3, async (group, g) =>
            {
                await group.WriteAsync<long>(Bought, (long[])[g, 2 - g], null);
                await group.WriteAsync(Buyer, (string[])["ann", "bob"], null);
                await group.WriteAsync<DateTime>(When, (DateTime?[])[new DateTime(2024, 5, 9 - g, 0, 0, 0, DateTimeKind.Utc), new DateTime(2024, 6, 1 + g, 0, 0, 0, DateTimeKind.Utc)], null);
                await group.WriteAsync(words, (string?[])[g == 1 ? "good fun" : null, null], null);
            });

        InteractionDataset read = DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { Columns = Columns, KeepReviews = true });

        read.Items.Select(i => i.Title).Should().Equal("Lamp & light", "Blue lamp", "Desk");
        read.Items[0].Attributes["colour"].Should().Equal("red", "warm");
        read.Items[1].Attributes.Should().NotContainKey("colour", "there is nothing in it");
        read.History(0).ToArray().Should().Equal([2, 1, 0], "by their times");
        read.History(1).ToArray().Should().Equal(2, 1, 0);
        read.TimeAt(0, 0).Should().Be(new DateTimeOffset(2024, 5, 7, 0, 0, 0, TimeSpan.Zero));
        read.ReviewAt(0, 1).Should().Be("good fun");
    }

    [Fact]
    public async Task Lists_of_text_are_labels_and_columns_of_other_kinds_are_left_out()
    {
        ListField genres = new("genre", new DataField<string>("element"));
        DataField element = (DataField)genres.Item;
        DataField<double?> price = new("price");
        StructField maker = new("maker", new DataField<string>("town"));
        await WriteAsync(
            "items.parquet", new ParquetSchema(Sku, Label, genres, price, maker), 1, async (group, _) =>
            {
                await group.WriteAsync(Sku, (string[])["1", "2", "3"], null);
                await group.WriteAsync(Label, (string[])["One", "Two", "Three"], null);
                await group.WriteAsync(element, (string?[])["drama", "war", null, "comedy"], (int[])[0, 1, 0, 0]);
                await group.WriteAsync<double>(price, (double?[])[9.5, null, 3], null);
                await group.WriteAsync((DataField)maker.Fields[0], (string?[])["Bonn", null, null], null);
            });
        _folder.Write("interactions.csv", "person,item\nann,1\nann,3\n");

        InteractionDataset read = DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { Columns = new ColumnMapping { Item = "SKU", Title = "label" } });

        read.Items[0].Attributes["genre"].Should().Equal("drama", "war");
        read.Items[1].Attributes.Should().BeEmpty();
        read.Items[2].Attributes["genre"].Should().Equal("comedy");
        read.Items[0].Attributes["price"].Should().Equal("9.5");
        read.Items[0].Attributes.Should().NotContainKey("maker");
    }

    [Fact]
    public async Task A_missing_column_and_a_wrong_type_are_named()
    {
        await ItemsAsync();
        DataField<bool> flag = new("when");
        await WriteAsync(
            "interactions.parquet", new ParquetSchema(Bought, Buyer, flag), 1, async (group, _) =>
            {
                await group.WriteAsync<long>(Bought, (long[])[0], null);
                await group.WriteAsync(Buyer, (string[])["ann"], null);
                await group.WriteAsync<bool>(flag, (bool[])[true], null);
            });
        string path = Path.Combine(_folder.Path, "interactions.parquet");

        Opening(Columns).Should().Throw<InstructRecException>().Where(e => e.Where == path && e.Kind == InstructRecErrorKind.Data).WithMessage("*column 'when' holds Boolean*date*");
        Opening(Columns with { Person = "who" }).Should().Throw<InstructRecException>().Where(e => e.Where == path).WithMessage("*no column 'who'; there are 'sku', 'buyer', 'when'*");
        Opening(Columns with { Person = "when", Time = null }).Should().Throw<InstructRecException>().WithMessage("*'when' holds Boolean, but text or whole numbers*");
    }

    [Fact]
    public async Task Malformed_rows_are_named_by_their_number_and_counted()
    {
        await ItemsAsync();
        await WriteAsync(
            "interactions.parquet", new ParquetSchema(Bought, Buyer, When), 2, async (group, g) =>
            {
                await group.WriteAsync<long>(Bought, (long[])[0, 1], null);
                await group.WriteAsync(Buyer, (string?[])["ann", g == 1 ? null : "bob"], null);
                await group.WriteAsync<DateTime>(When, (DateTime?[])[new DateTime(2024, 1, 1, 0, 0, 0, DateTimeKind.Utc), new DateTime(g == 0 ? 1912 : 2020, 1, 1, 0, 0, 0, DateTimeKind.Utc)], null);
            });

        Opening(Columns with { Review = null }).Should().Throw<InstructRecException>().Where(e => e.Line == 2).WithMessage("*1912-01-01*no time*");
        InteractionDataset read = DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { Columns = Columns, MalformedLineLimit = 2 });
        read.InteractionCount.Should().Be(2);
        read.Skipped.Examples[1].Should().Contain("interactions.parquet:4").And.Contain("person's id is empty");
    }

    [Theory]
    [InlineData("when", "DateTime")]
    [InlineData("price", "Double")]
    [InlineData("paid", "Boolean")]
    public async Task An_id_and_a_review_are_text_or_whole_numbers(string column, string kind)
    {
        await ItemsAsync();
        DataField<double> price = new("price");
        DataField<bool> paid = new("paid");
        await WriteAsync(
            "interactions.parquet", new ParquetSchema(Bought, Buyer, When, price, paid), 1, async (group, _) =>
            {
                await group.WriteAsync<long>(Bought, (long[])[0], null);
                await group.WriteAsync(Buyer, (string[])["ann"], null);
                await group.WriteAsync<DateTime>(When, (DateTime?[])[new DateTime(2024, 5, 9, 0, 0, 0, DateTimeKind.Utc)], null);
                await group.WriteAsync<double>(price, (double[])[1_714_564_800], null);
                await group.WriteAsync<bool>(paid, (bool[])[true], null);
            });

        foreach ((ColumnMapping mapping, string field) in new[] { (Columns with { Person = column }, "person"), (Columns with { InteractionItem = column }, "item"), (Columns with { Review = column }, "review") })
        {
            Action open = () => DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { Columns = mapping, KeepReviews = field == "review" });
            open.Should().Throw<InstructRecException>().WithMessage($"*'{column}' holds {kind}, but text or whole numbers*--columns {field}=NAME*");
        }

        if (column == "price")
        {
            DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { Columns = Columns with { Time = column } }).Times(0)[0].Should().Be(1_714_564_800_000);
        }
    }

    [Fact]
    public async Task A_file_that_is_cut_or_is_none_is_a_typed_error()
    {
        await ItemsAsync();
        string path = _folder.Write("interactions.parquet", "person,item\nann,1\n");
        Opening(Columns).Should().Throw<InstructRecException>().Where(e => e.Where == path && e.Kind == InstructRecErrorKind.Data).WithMessage("*no Parquet file*");
        File.WriteAllBytes(path, []);
        Opening(Columns).Should().Throw<InstructRecException>().Where(e => e.Where == path);

        byte[] items = await File.ReadAllBytesAsync(Path.Combine(_folder.Path, "items.parquet"));
        for (int length = 0; length < items.Length; length += 7)
        {
            File.WriteAllBytes(path, items[..length]);
            Opening(Columns).Should().Throw<InstructRecException>("cut at {0}", length).Where(e => e.Where == path);
        }
    }

    // The footer, which ends the file after its length and the mark, says how to read the pages; the library reads a damaged one without end.
    [Theory]
    [InlineData(true, 1500)]
    [InlineData(false, 500)]
    public async Task Noise_ends_in_data_or_in_a_typed_error_and_always_ends(bool inFooter, int trials)
    {
        await ItemsAsync();
        _folder.Write("interactions.csv", "person,item\nann,0\n");
        string path = Path.Combine(_folder.Path, "items.parquet");
        byte[] items = await File.ReadAllBytesAsync(path);
        int footer = BitConverter.ToInt32(items.AsSpan(^8..^4)), begins = inFooter ? items.Length - 8 - footer : 0;
        int refused = 0;
        for (int seed = 0; seed < trials; seed++)
        {
            var random = new Random(seed);
            byte[] noisy = [.. items];
            for (int i = 0; i <= seed % 4; i++)
            {
                noisy[begins + random.Next(items.Length - 8 - begins)] = (byte)random.Next(256);
            }

            File.WriteAllBytes(path, noisy);
            Task<bool> reading = Task.Run(() =>
            {
                try
                {
                    DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { Columns = Columns with { Person = null, InteractionItem = null, Time = null }, SkipUntitledItems = true, MalformedLineLimit = 5 });
                    return false;
                }
                catch (InstructRecException e) when (e.Kind == InstructRecErrorKind.Data)
                {
                    return true;
                }
            });
            refused += await reading.WaitAsync(TimeSpan.FromSeconds(30)) ? 1 : 0;
        }

        refused.Should().BeGreaterThan(trials / 10);
    }

    private Task ItemsAsync() => WriteAsync(
        "items.parquet", new ParquetSchema(Sku, Label, Colour), 1, async (group, _) =>
        {
            await group.WriteAsync(Sku, (string[])["0", "1", "2"], null);
            await group.WriteAsync(Label, (string[])["Lamp &amp; light", "Blue lamp", " Desk "], null);
            await group.WriteAsync(Colour, (string?[])["red|warm", null, "oak"], null);
        });

    private async Task WriteAsync(string name, ParquetSchema schema, int groups, Func<ParquetRowGroupWriter, int, Task> write)
    {
        await using FileStream stream = File.Create(Path.Combine(_folder.Path, name));
        await using ParquetWriter writer = await ParquetWriter.CreateAsync(schema, stream);
        for (int g = 0; g < groups; g++)
        {
            using ParquetRowGroupWriter group = writer.CreateRowGroup();
            await write(group, g);
            group.CompleteValidate();
        }
    }

    private Action Opening(ColumnMapping columns) => () => DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { Columns = columns });
}
