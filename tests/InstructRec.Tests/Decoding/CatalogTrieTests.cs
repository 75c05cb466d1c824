using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using InstructRec.Decoding;

namespace InstructRec.Tests.Decoding;

public sealed class CatalogTrieTests : IDisposable
{
    private const int End = 1;
    private readonly string _folder = Directory.CreateTempSubdirectory("trie").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Property(MaxTest = 200)]
    public Property Contains_exactly_its_titles() => Prop.ForAll(Catalogues().ToArbitrary(), titles =>
    {
        CatalogTrie trie = CatalogTrie.Build(titles, End);
        List<(string Title, int[] Ids)> found = [];
        Walk(trie, CatalogTrie.Root, [], found);

        found.Select(f => f.Title).Should().Equal(titles.Select(Text).Distinct().Order(StringComparer.Ordinal));
        foreach ((string title, int[] ids) in found)
        {
            ids.Should().Equal(Enumerable.Range(0, titles.Length).Where(i => Text(titles[i]) == title));
        }
    });

    [Property(MaxTest = 100)]
    public Property No_way_leaves_the_catalogue() => Prop.ForAll(Catalogues().ToArbitrary(), Gen.Choose(1, 6).ArrayOf().ToArbitrary(), (titles, tokens) =>
    {
        int node = CatalogTrie.Build(titles, End).Find(tokens);
        bool isBeginning = titles.Any(t => t.AsSpan().StartsWith(tokens));
        (node >= 0).Should().Be(isBeginning);
    });

    [Property(MaxTest = 200)]
    public Property A_selection_says_what_a_tree_of_the_selected_titles_says() => Prop.ForAll(Catalogues().ToArbitrary(), Gen.Choose(0, 255).ToArbitrary(), (titles, seed) =>
    {
        Random random = new(seed);
        bool[] wanted = [.. titles.Select(_ => random.Next(4) > 0)];
        CatalogTrie trie = CatalogTrie.Build(titles, End);
        TitleSelection selection = TitleSelection.Of(trie, id => wanted[id]);
        int[] kept = [.. Enumerable.Range(0, titles.Length).Where(id => wanted[id])];
        selection.Count.Should().Be(kept.Length);
        CatalogTrie? small = kept.Length == 0 ? null : CatalogTrie.Build([.. kept.Select(id => titles[id])], End);
        foreach (int[] beginning in titles.SelectMany(t => Enumerable.Range(0, t.Length).Select(n => t[..n])))
        {
            Allowed(new AllowedTokens(trie, selection, 0), beginning).Should().Equal(small is null ? [] : Allowed(new AllowedTokens(small, 0), beginning));
        }

        foreach (int[] title in titles)
        {
            int inSmall = small?.Find(title) ?? -1;
            selection.TitleIds(trie.Find(title)).Should().Equal(inSmall < 0 ? [] : small!.TitleIds(inSmall).ToArray().Select(id => kept[id]));
        }
    });

    [Fact]
    public void A_title_may_begin_another_and_duplicates_share_a_leaf()
    {
        CatalogTrie trie = CatalogTrie.Build([[5, 6, End], [5, End], [5, 6, End], [End]], End);

        trie.NextTokens(trie.Find([5])).ToArray().Should().Equal(End, 6);
        trie.TitleIds(trie.Find([5, 6, End])).ToArray().Should().Equal(0, 2);
        trie.TitleIds(trie.Find([End])).ToArray().Should().Equal(3);
        trie.TitleIds(trie.Find([5])).ToArray().Should().BeEquivalentTo([0, 1, 2]);
        trie.NextTokens(trie.Find([5, End])).Length.Should().Be(0);
        trie.IsLeaf(trie.Find([5])).Should().BeFalse();
    }

    [Theory]
    [InlineData(new int[0])]
    [InlineData(new[] { 5, 6 })]
    [InlineData(new[] { 5, End, 6, End })]
    public void Refuses_a_title_without_its_end(int[] title) =>
        FluentActions.Invoking(() => CatalogTrie.Build([[4, End], title], End)).Should().Throw<ArgumentException>().WithMessage("*1 *");

    [Fact]
    public void Comes_back_from_its_file()
    {
        CatalogTrie trie = Random(3000);
        string path = Path.Combine(_folder, "titles.trie");
        trie.Save(path);
        CatalogTrie loaded = CatalogTrie.Load(path);

        loaded.Should().BeEquivalentTo(new { trie.EndToken, trie.NodeCount, trie.TitleCount, trie.Hash });
        loaded.Arrays.Should().BeEquivalentTo(trie.Arrays, o => o.WithStrictOrdering().ComparingByMembers<(int[], int[], int[], int[], int[])>());
        Directory.GetFiles(_folder).Should().ContainSingle("the file it was written to first is gone");
    }

    [Fact]
    public void Refuses_a_damaged_file()
    {
        string path = Path.Combine(_folder, "titles.trie");
        Random(50).Save(path);
        byte[] bytes = File.ReadAllBytes(path);
        System.Random random = new(1);
        for (int i = 0; i < 200; i++)
        {
            byte[] damaged = [.. bytes];
            damaged[random.Next(damaged.Length)] ^= (byte)(1 << random.Next(8));
            Refuse(damaged);
        }

        Refuse(bytes[..^1]);
        Refuse(bytes[..10]);
        Refuse([]);
        Refuse([.. bytes, 0]);
        FluentActions.Invoking(() => CatalogTrie.Load(Path.Combine(_folder, "absent"))).Should().Throw<InstructRecException>();

        void Refuse(byte[] content)
        {
            File.WriteAllBytes(path, content);
            FluentActions.Invoking(() => CatalogTrie.Load(path)).Should().Throw<InstructRecException>().Where(e => e.Kind == InstructRecErrorKind.Data && e.Where == path);
        }
    }

    [Fact]
    public void Saving_into_no_folder_is_a_storage_fault() =>
        FluentActions.Invoking(() => Random(5).Save(Path.Combine(_folder, "no", "such", "file"))).Should().Throw<InstructRecException>().Where(e => e.Kind == InstructRecErrorKind.Storage);

    private static int[] Allowed(AllowedTokens rule, int[] beginning)
    {
        float[] scores = new float[16];
        rule.Process(beginning, scores);
        return [.. Enumerable.Range(0, scores.Length).Where(token => float.IsFinite(scores[token]))];
    }

    private static CatalogTrie Random(int count)
    {
        System.Random random = new(7);
        return CatalogTrie.Build([.. Enumerable.Range(0, count).Select(_ => Enumerable.Range(0, random.Next(8)).Select(_ => random.Next(2, 40)).Append(End).ToArray())], End);
    }

    private static Gen<int[][]> Catalogues() =>
        Gen.Choose(2, 5).ArrayOf().Resize(5).Select(tokens => tokens.Append(End).ToArray()).NonEmptyListOf().Resize(25).Select(list => list.ToArray());

    private static string Text(IEnumerable<int> title) => string.Join(' ', title);

    private static void Walk(CatalogTrie trie, int node, int[] way, List<(string Title, int[] Ids)> found)
    {
        if (trie.IsLeaf(node))
        {
            found.Add((Text(way), trie.TitleIds(node).ToArray()));
            return;
        }

        trie.NextTokens(node).Length.Should().BePositive("every way must end in a title");
        foreach (int token in trie.NextTokens(node))
        {
            Walk(trie, trie.Next(node, token), [.. way, token], found);
        }
    }
}
