using InstructRec.Data.Readers;

namespace InstructRec.Data.Tests.Readers;

/// <summary>A mapping as it is typed, and what is said where a file has not what it names.</summary>
public sealed class ColumnMappingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AMappingIsReadAsItIsTyped() =>
        ColumnMapping.Parse("person=customer,item=sku,time=when,review=words,title=name").Should().Be(
            new ColumnMapping { Person = "customer", InteractionItem = "sku", Item = "sku", Time = "when", Review = "words", Title = "name" });

    [Theory]
    [InlineData("person=Kunde\\, Nr,labels=\\,", "Kunde, Nr", ',')]
    [InlineData("user=a=b,labels=;", "a=b", ';')]
    [InlineData(" person = who ", "who", '|')]
    public void NamesMayHoldWhatSeparatesThem(string text, string person, char labels) =>
        ColumnMapping.Parse(text).Should().Be(new ColumnMapping { Person = person, LabelSeparator = labels });

    [Fact]
    public void TheCataloguesColumnMayDiffer() => ColumnMapping.Parse("item=sku,id=number").Should().Be(new ColumnMapping { InteractionItem = "sku", Item = "number" });

    [Theory]
    [InlineData("", "'' is no field and column")]
    [InlineData("person", "'person' is no field and column. For example person=customer")]
    [InlineData("person=", "'person=' is no field and column")]
    [InlineData("person=a,,item=b", "'' is no field and column")]
    [InlineData("colour=red", "'colour' is no field; there are person, item, time, review, id, title, labels")]
    [InlineData("user=a,person=b", "'person' is given twice")]
    [InlineData("labels=||", "'||' is not one character")]
    [InlineData("person=a,item=A", "the column 'a' cannot hold person and item. Map each")]
    [InlineData("item=a,title=a", "the column 'a' cannot hold id and title. Map each")]
    public void WhatIsNoMappingIsRefused(string text, string expected)
    {
        Action parse = () => ColumnMapping.Parse(text, "--columns");

        parse.Should().Throw<InstructRecException>().Where(e => e.Kind == InstructRecErrorKind.Options && e.Where == "--columns").WithMessage($"*{expected}*");
    }

    [Theory]
    [InlineData("person=who,item=sku,title=label", "no column 'who'; there are 'buyer', 'sku', 'when'*--columns person=NAME")]
    [InlineData("person=buyer,item=article,id=sku,title=label", "no column 'article'; there are 'buyer', 'sku', 'when'*--columns item=NAME")]
    [InlineData("person=buyer,item=sku,title=label,time=then", "no column 'then'; there are 'buyer', 'sku', 'when'*--columns time=NAME")]
    [InlineData("person=buyer,item=sku,title=label,review=words", "no column 'words'; there are 'buyer', 'sku', 'when'*--columns review=NAME")]
    [InlineData("person=buyer,item=sku,title=name", "no column 'name'; there are 'sku', 'label'*--columns title=NAME")]
    [InlineData("person=buyer,title=label", "no column 'id' or 'item'*there are 'sku', 'label'*--columns id=NAME")]
    public void AColumnThatIsNotThereIsNamedWithThoseThatAre(string mapping, string expected)
    {
        _folder.Write("items.csv", "sku,label\n1,Lamp\n");
        _folder.Write("interactions.csv", "buyer,sku,when\nann,1,2024-05-01\n");

        Opening(mapping).Should().Throw<InstructRecException>().Where(e => e.Kind == InstructRecErrorKind.Data && e.Line == 1).WithMessage($"*{expected}*");
    }

    [Theory]
    [InlineData("person=who,item=sku,title=label", "names no person (who); it has 'buyer', 'sku', 'when'*--columns person=NAME")]
    [InlineData("person=buyer,item=art,id=sku,title=label", "names no item (art); it has 'buyer', 'sku', 'when'*--columns item=NAME")]
    [InlineData("person=buyer,item=sku,id=art,title=label", "names no item (art); it has 'sku', 'label'*--columns id=NAME")]
    [InlineData("person=buyer,item=sku,title=name", "no item has a title (name); the first has 'sku', 'label'*--columns title=NAME")]
    [InlineData("person=buyer,item=sku,title=label,review=words", "no line has a review under 'words'*--columns review=NAME")]
    public void AMemberThatIsNotThereIsNamedWithThoseThatAre(string mapping, string expected)
    {
        _folder.Write("items.jsonl", """{"sku": 1, "label": "Lamp"}""");
        _folder.Write("reviews.jsonl", """{"buyer": "ann", "sku": 1, "when": "2024-05-01"}""");

        Opening(mapping).Should().Throw<InstructRecException>().Where(e => e.Kind == InstructRecErrorKind.Data).WithMessage($"*{expected}*");
    }

    [Fact]
    public void WhereEveryLineIsLeftOutTheFirstReasonIsTold()
    {
        _folder.Write("items.jsonl", """{"sku": 1, "label": "Lamp"}""");
        string path = _folder.Write("reviews.jsonl", "{\"buyer\": \"ann\", \"sku\": 1}\n{\"buyer\": \"bob\", \"sku\": 1}\n");
        var options = new DatasetReadingOptions { Columns = ColumnMapping.Parse("person=who,item=sku,title=label"), MalformedLineLimit = 10 };

        Action open = () => DatasetFolder.Open(_folder.Path, options);

        open.Should().Throw<InstructRecException>().WithMessage($"*there is no interaction; 2 lines were left out, the first because of {path}:1: *no person (who)*");
    }

    [Fact]
    public void AMappingIsNotIgnoredWhereColumnsAreFixed()
    {
        _folder.Write("movies.csv", "movieId,title,genres\n1,Lamp (1999),Comedy\n");
        _folder.Write("ratings.csv", "userId,movieId,rating,timestamp\n1,1,4,1000000000\n");

        Opening("person=who").Should().Throw<InstructRecException>().Where(e => e.Kind == InstructRecErrorKind.Options && e.Where == _folder.Path).WithMessage("*MovieLens, whose columns are fixed*");
        DatasetFolder.Open(_folder.Path).PersonCount.Should().Be(1);
    }

    private Action Opening(string mapping) => () => DatasetFolder.Open(_folder.Path, new DatasetReadingOptions { Columns = ColumnMapping.Parse(mapping), KeepReviews = true });
}
