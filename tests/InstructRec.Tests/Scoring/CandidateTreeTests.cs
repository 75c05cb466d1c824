using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using InstructRec.Scoring;

namespace InstructRec.Tests.Scoring;

public class CandidateTreeTests
{
    private const int Start = 0, End = 1;

    [Fact]
    public void Reads_a_shared_beginning_once()
    {
        CandidateTree tree = CandidateTree.Build([[5, 6, End], [5, 7, End], [5, 6, 8, End]], Start);

        CandidateTreePart part = tree.Parts.Should().ContainSingle().Subject;
        part.Tokens.Should().Equal(Start, 5, 6, 8, 7);
        part.Parents.Should().Equal(-1, 0, 1, 2, 1);
        part.Depths.Should().Equal(0, 1, 2, 3, 2);
        part.HeadNodes.Should().Equal(0, 1, 2, 3, 4);
    }

    [Fact]
    public void Runs_the_head_only_where_a_candidate_goes_on_after_a_forced_beginning()
    {
        CandidateTree tree = CandidateTree.Build([[5, End], [6, End]], Start, new CandidateTreeOptions { DecoderPrefix = [9, 8, 7] });

        tree.Parts[0].Tokens.Should().Equal(Start, 9, 8, 7, 5, 6);
        tree.Parts[0].HeadNodes.Should().Equal(3, 4, 5);
        tree.TokenCount(0).Should().Be(2);
    }

    [Fact]
    public void Sees_ancestors_and_itself_only()
    {
        CandidateTreePart part = CandidateTree.Build([[5, 6, End], [5, 7, End]], Start).Parts[0];
        bool[] visible = new bool[5 * 4];
        part.WriteVisible(visible, 5);

        visible.Should().Equal(
            true, false, false, false, false,
            true, true, false, false, false,
            true, true, true, false, false,
            true, true, false, true, false);
    }

    [Property(MaxTest = 200)]
    public Property Spells_every_candidate_in_any_part_size() => Prop.ForAll(Sets().ToArbitrary(), Gen.Choose(1, 12).ToArbitrary(), (candidates, partNodes) =>
    {
        CandidateTree tree = CandidateTree.Build(candidates, Start, new CandidateTreeOptions { MaxPartNodes = partNodes });
        for (int i = 0; i < candidates.Length; i++)
        {
            (int part, int edge) = tree.End(i);
            Spell(tree.Parts[part], edge).Should().Equal(candidates[i]);
            tree.TokenCount(i).Should().Be(candidates[i].Length);
            for (int j = 0; j < i; j++)
            {
                (tree.End(j) == tree.End(i)).Should().Be(candidates[j].AsSpan().SequenceEqual(candidates[i]));
            }
        }

        foreach (CandidateTreePart part in tree.Parts)
        {
            // No node without a child, no edge twice, parents first.
            part.HeadNodes.Should().HaveCount(part.NodeCount);
            part.EdgeNodes.Zip(part.EdgeTokens).Should().OnlyHaveUniqueItems();
            part.Parents.Select((p, i) => p < i).Should().AllBeEquivalentTo(true);
        }
    });

    [Fact]
    public void Keeps_the_parts_within_the_bound()
    {
        int[][] candidates = [.. Enumerable.Range(0, 500).Select(i => new[] { 2 + (i % 7), 10 + (i / 7), 100 + i, End })];
        CandidateTree tree = CandidateTree.Build(candidates, Start, new CandidateTreeOptions { MaxPartNodes = 64 });

        tree.PartCount.Should().BeGreaterThan(10);
        tree.Parts.Should().OnlyContain(p => p.NodeCount <= 64);
        tree.NodeCount.Should().Be(tree.Parts.Sum(p => p.NodeCount));
    }

    [Fact]
    public void Cuts_long_titles_and_says_so()
    {
        int[] title = [.. Enumerable.Range(10, 80), End];
        CandidateTree tree = CandidateTree.Build([title, [5, End]], Start);

        tree.TokenCount(0).Should().Be(64);
        tree.IsCut(0).Should().BeTrue();
        tree.IsCut(1).Should().BeFalse();
        Spell(tree.Parts[0], tree.End(0).Edge).Should().Equal([.. Enumerable.Range(10, 63), End]);
    }

    [Fact]
    public void Refuses_what_is_no_candidate()
    {
        FluentActions.Invoking(() => CandidateTree.Build([], Start)).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => CandidateTree.Build([[5, End], []], Start)).Should().Throw<ArgumentException>().WithMessage("*1 has no token*");
        FluentActions.Invoking(() => CandidateTree.Build([[-3, End]], Start)).Should().Throw<ArgumentException>().WithMessage("*negative*");
    }

    [Fact]
    public void Cache_gives_a_repeated_set_the_same_tree_and_stays_bounded()
    {
        CandidateTreeCache cache = new(Start, capacity: 2);
        CandidateTree first = cache.GetOrBuild([[5, End], [6, End]]);
        cache.GetOrBuild([[5, End], [6, End]]).Should().BeSameAs(first);
        cache.GetOrBuild([[6, End], [5, End]]).Should().NotBeSameAs(first, "the order of the candidates is part of the set");
        cache.GetOrBuild([[5, End], [6, End]]).Should().BeSameAs(first);
        cache.GetOrBuild([[7, End]]);

        cache.Count.Should().Be(2);
        cache.GetOrBuild([[5, End], [6, End]]).Should().BeSameAs(first, "it was used later than the one that made room");
    }

    private static Gen<int[][]> Sets() =>
        Gen.Choose(2, 4).ArrayOf().Resize(5).Select(tokens => tokens.Append(End).ToArray()).NonEmptyListOf().Resize(20).Select(list => list.ToArray());

    private static List<int> Spell(CandidateTreePart part, int edge)
    {
        List<int> tokens = [];
        for (; edge >= 0; edge = part.PreviousEdge(edge))
        {
            tokens.Insert(0, part.EdgeTokens[edge]);
            part.EdgeNodes[edge].Should().BeInRange(0, part.NodeCount - 1);
        }

        return tokens;
    }
}
