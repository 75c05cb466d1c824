using System.Text;
using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;
using InstructRec.Testing;
using InstructRec.Tokenization;
using Microsoft.ML.Tokenizers;

namespace InstructRec.Benchmarks.Tokenization;

/// <summary>Encoding on one thread, beside Microsoft.ML.Tokenizers with the patches without which it loads no T5 vocabulary.</summary>
/// <remarks><c>dotnet run -c Release --project benchmarks/InstructRec.Benchmarks -- --filter *TokenizerBenchmarks*</c></remarks>
[Config(typeof(WithThroughput))]
[MemoryDiagnoser]
public class TokenizerBenchmarks
{
    private T5Tokenizer _tokenizer = null!;
    private SentencePieceTokenizer _package = null!;
    private string[] _texts = [];

    [Params(Corpus.Titles, Corpus.Prose, Corpus.Tricky)]
    public Corpus Text { get; set; }

    [GlobalSetup]
    public void Load()
    {
        _tokenizer = T5Tokenizer.Load(Corpora.VocabularyPath);
        using var patched = new MemoryStream(PackageTokenizer.Patch(File.ReadAllBytes(Corpora.VocabularyPath)));
        _package = SentencePieceTokenizer.Create(patched, addBeginningOfSentence: false, addEndOfSentence: true);
        _texts = Corpora.Read(Text);
    }

    [Benchmark(Baseline = true)]
    public int Encode()
    {
        int count = 0;
        foreach (string text in _texts)
        {
            count += _tokenizer.Encode(text).Length;
        }

        return count;
    }

    [Benchmark]
    public int Count()
    {
        int count = 0;
        foreach (string text in _texts)
        {
            count += _tokenizer.Count(text);
        }

        return count;
    }

    [Benchmark]
    public int Package()
    {
        int count = 0;
        foreach (string text in _texts)
        {
            count += _package.EncodeToIds(text).Count;
        }

        return count;
    }

    private sealed class WithThroughput : ManualConfig
    {
        public WithThroughput() => AddColumn(new MegabytesPerSecond());
    }

    private sealed class MegabytesPerSecond : IColumn
    {
        public string Id => nameof(MegabytesPerSecond);

        public string ColumnName => "MB/s";

        public string Legend => "Millions of UTF-8 bytes of text a second, on one thread";

        public bool AlwaysShow => true;

        public ColumnCategory Category => ColumnCategory.Custom;

        public int PriorityInCategory => 0;

        public bool IsNumeric => true;

        public UnitType UnitType => UnitType.Dimensionless;

        public bool IsAvailable(Summary summary) => true;

        public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase)
        {
            double? nanoseconds = summary[benchmarkCase]?.ResultStatistics?.Mean;
            long bytes = Corpora.Read((Corpus)benchmarkCase.Parameters[nameof(Text)]).Sum(text => (long)Encoding.UTF8.GetByteCount(text));
            return nanoseconds is double n ? (1e3 * bytes / n).ToString("F1", System.Globalization.CultureInfo.InvariantCulture) : "?";
        }

        public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);
    }
}
