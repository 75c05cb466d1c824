using InstructRec.Decoding;

namespace InstructRec.Tests.Decoding;

public class SearchTests
{
    private const int Start = 0, End = 1;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Enough_beams_under_a_trie_find_the_likeliest_titles_with_their_full_sums(int seed)
    {
        Random random = new(seed);
        int[][] titles = [.. Enumerable.Range(0, 30).Select(_ => Enumerable.Range(0, random.Next(0, 5)).Select(_ => random.Next(2, 8)).Append(End).ToArray())];
        CatalogTrie trie = CatalogTrie.Build(titles, End);
        TableDecoder decoder = new(2, 10, seed);
        BeamSearch search = new(new BeamSearchOptions
        {
            BeamCount = 200, ReturnCount = 30, LengthPenalty = 0, EarlyStopping = EarlyStopping.WhenUnableToImprove, Processors = [new AllowedTokens(trie)], MaxNewTokens = 10,
        });

        IReadOnlyList<DecodedSequence>[] found = search.Run(decoder, Start, End);

        for (int source = 0; source < 2; source++)
        {
            (string Title, double Sum)[] expected = [.. titles.Select(t => string.Join(' ', t)).Distinct()
                .Select(t => (t, Sum: Sum(decoder, source, t.Split(' ').Select(int.Parse).ToArray()))).OrderByDescending(t => t.Sum)];
            found[source].Select(f => string.Join(' ', f.Tokens)).Should().Equal(expected.Select(e => e.Title));
            found[source].Zip(expected).Should().OnlyContain(p => Math.Abs(p.First.LogProbability - p.Second.Sum) < 1e-5);
        }
    }

    [Fact]
    public void Nothing_outside_the_catalogue_can_be_said_by_any_search()
    {
        for (int seed = 0; seed < 40; seed++)
        {
            Random random = new(seed);
            int[][] titles = [.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => Enumerable.Range(0, random.Next(0, 4)).Select(_ => random.Next(2, 6)).Append(End).ToArray())];
            AllowedTokens[] rule = [new(CatalogTrie.Build(titles, End))];
            HashSet<string> catalogue = [.. titles.Select(t => string.Join(' ', t))];
            List<DecodedSequence> said =
            [
                .. new GreedySearch(new DecodingOptions { Processors = rule }).Run(new TableDecoder(3, 8, seed), Start, End),
                .. new Sampling(new SamplingOptions { Processors = rule, Temperature = 3, TopP = 0.9, Seed = (ulong)seed }).Run(new TableDecoder(3, 8, seed), Start, End),
                .. new BeamSearch(new BeamSearchOptions { Processors = rule, BeamCount = 5 }).Run(new TableDecoder(3, 8, seed), Start, End).SelectMany(x => x),
            ];
            said.Should().OnlyContain(s => s.EndedByEndToken && catalogue.Contains(string.Join(' ', s.Tokens)));
        }
    }

    [Fact]
    public void Beams_of_a_batch_are_those_of_each_row_alone()
    {
        BeamSearch search = new(new BeamSearchOptions { BeamCount = 3, MaxNewTokens = 8 });
        IReadOnlyList<DecodedSequence>[] together = search.Run(new TableDecoder(3, 12, 5), Start, End);

        TableDecoder alone = new(3, 12, 5);
        alone.Select([2]);
        search.Run(alone, Start, End)[0].Should().BeEquivalentTo(together[2], o => o.WithStrictOrdering());
    }

    [Fact]
    public void Finished_rows_stop_costing()
    {
        TableDecoder decoder = new(20, 4, 3);
        DecodedSequence[] said = new GreedySearch(new DecodingOptions { MaxNewTokens = 30 }).Run(decoder, Start, End);

        decoder.RowsComputed.Should().Be(said.Sum(s => s.Tokens.Count));
        said.Select(s => s.Tokens.Count).Distinct().Count().Should().BeGreaterThan(2);
    }

    [Fact]
    public void Greedy_streams_what_it_returns()
    {
        List<DecodedToken> streamed = [];
        DecodedSequence[] said = new GreedySearch(new DecodingOptions { MaxNewTokens = 9 }).Run(new TableDecoder(4, 9, 1), Start, End, streamed.Add);

        for (int row = 0; row < 4; row++)
        {
            DecodedToken[] own = [.. streamed.Where(t => t.Row == row)];
            own.Select(t => t.Token).Should().Equal(said[row].Tokens);
            own.Select(t => t.Position).Should().Equal(Enumerable.Range(0, own.Length));
            own.Sum(t => t.LogProbability).Should().BeApproximately(said[row].LogProbability, 1e-9);
        }
    }

    [Fact]
    public void Sampling_repeats_by_seed_and_follows_the_distribution()
    {
        DecodedSequence[] Sample(ulong seed, int rows) => new Sampling(new SamplingOptions { MaxNewTokens = 1, Seed = seed }).Run(new SameForAllRows(rows), Start, End);

        Sample(9, 50).Should().BeEquivalentTo(Sample(9, 50), o => o.WithStrictOrdering());
        Sample(9, 50).Select(s => s.Tokens[0]).Should().NotEqual(Sample(10, 50).Select(s => s.Tokens[0]));
        Sample(9, 50)[..20].Should().BeEquivalentTo(Sample(9, 20), o => o.WithStrictOrdering(), "a row draws the same whatever its neighbours are");
        double share = Sample(1, 20_000).Count(s => s.Tokens[0] == 2) / 20_000.0;
        share.Should().BeApproximately(0.6, 0.015);
    }

    [Fact]
    public void Top_k_of_one_is_greedy()
    {
        DecodedSequence[] greedy = new GreedySearch(new DecodingOptions { MaxNewTokens = 9 }).Run(new TableDecoder(4, 9, 1), Start, End);
        DecodedSequence[] sampled = new Sampling(new SamplingOptions { MaxNewTokens = 9, TopK = 1, Temperature = 5 }).Run(new TableDecoder(4, 9, 1), Start, End);
        sampled.Should().BeEquivalentTo(greedy, o => o.WithStrictOrdering());
    }

    [Fact]
    public void NaN_is_a_fault_that_names_the_checkpoint()
    {
        DecodingOptions options = new() { Checkpoint = "models/broken" };
        FluentActions.Invoking(() => new GreedySearch(options).Run(new TableDecoder(1, 4, 0) { NaN = true }, Start, End))
            .Should().Throw<InstructRecException>().Where(e => e.Kind == InstructRecErrorKind.Scores && e.Where == "models/broken");
        FluentActions.Invoking(() => new BeamSearch(new BeamSearchOptions { Checkpoint = "models/broken" }).Run(new TableDecoder(1, 4, 0) { NaN = true }, Start, End))
            .Should().Throw<InstructRecException>().Where(e => e.Kind == InstructRecErrorKind.Scores && e.Where == "models/broken");
    }

    [Fact]
    public void Is_cancelled_between_steps()
    {
        using CancellationTokenSource source = new();
        TableDecoder decoder = new(1, 5, 3);
        GreedySearch search = new(new DecodingOptions { MaxNewTokens = 50, Processors = [new MinimumNewTokens(50, End)] });
        FluentActions.Invoking(() => search.Run(decoder, Start, End, t => { if (t.Position == 2) { source.Cancel(); } }, source.Token))
            .Should().Throw<OperationCanceledException>();
        decoder.RowsComputed.Should().Be(3);
    }

    [Fact]
    public void Options_that_cannot_work_are_refused()
    {
        FluentActions.Invoking(() => new GreedySearch(new DecodingOptions { MaxNewTokens = 0 })).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new BeamSearch(new BeamSearchOptions { BeamCount = 0 })).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new BeamSearch(new BeamSearchOptions { LengthPenalty = double.NaN })).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new Sampling(new SamplingOptions { Temperature = 0 })).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new Sampling(new SamplingOptions { TopP = 0 })).Should().Throw<ArgumentException>();
        FluentActions.Invoking(() => new Sampling(new SamplingOptions { TopK = 0 })).Should().Throw<ArgumentException>();
    }

    private static double Sum(TableDecoder decoder, int source, int[] title)
    {
        double sum = 0;
        for (int i = 0; i < title.Length; i++)
        {
            sum += decoder.LogProbabilities([-1 - source, Start, .. title[..i]])[title[i]];
        }

        return sum;
    }

    private sealed class SameForAllRows(int rows) : IDecoderRows
    {
        private readonly float[][] _scores = new float[rows][];

        public int RowCount => rows;

        public void Step(ReadOnlySpan<int> tokens, bool normalise)
        {
            for (int i = 0; i < rows; i++)
            {
                _scores[i] = [MathF.Log(0.1f), MathF.Log(0.1f), MathF.Log(0.6f), MathF.Log(0.2f)];
            }
        }

        public Span<float> Scores(int row) => _scores[row];

        public float LogNormaliser(int row) => 0;

        public void Select(ReadOnlySpan<int> rows) => throw new NotSupportedException();

        public void Dispose()
        {
        }
    }
}
