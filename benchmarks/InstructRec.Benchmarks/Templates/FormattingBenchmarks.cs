using BenchmarkDotNet.Attributes;
using InstructRec.Catalog;
using InstructRec.Instructions;
using InstructRec.Templates;
using InstructRec.Tokenization;

namespace InstructRec.Benchmarks.Templates;

/// <summary>Instructions written out on one thread: 20 titles of history, a wish, 10 candidates.</summary>
/// <remarks>The goal is 50,000 a second (20 µs each) without a tokenizer, with two objects allocated: the text and the result.</remarks>
[MemoryDiagnoser]
public class FormattingBenchmarks
{
    private static readonly FormattingOptions Tight = new() { MaxTokens = 256 };
    private static readonly FormattingOptions Shuffled = new() { PermutationSeed = 11, TemplateSeed = 5 };

    private readonly InstructionFormatter plain = new();
    private readonly InstructionFormatter counting = new(
        tokenizer: new T5TokenCounter(T5Tokenizer.Load(Tokenization.Corpora.VocabularyPath))
    );
    private Instruction[] instructions = [];
    private Item[][] candidates = [];
    private int next;

    /// <summary>Makes 1,000 requests over the 2,000 titles of the golden folder.</summary>
    [GlobalSetup]
    public void Setup()
    {
        Item[] items = [.. Tokenization.Corpora.Read(Tokenization.Corpus.Titles).Select((title, i) => new Item($"{i}", title))];
        var random = new Random(5);
        Item[] Draw(int count) => [.. Enumerable.Range(0, count).Select(_ => items[random.Next(items.Length)])];
        instructions =
        [
            .. Enumerable
                .Range(0, 1000)
                .Select(_ => new Instruction
                {
                    Preference = Preference.Implicit(Draw(20)),
                    Intention = Intention.Vague("something funny for a rainy evening"),
                    Task = TaskForm.Reranking,
                }),
        ];
        candidates = [.. Enumerable.Range(0, 1000).Select(_ => Draw(10))];
    }

    /// <summary>The text only.</summary>
    [Benchmark(Baseline = true)]
    public FormattedInstruction Text() => plain.Format(Next(), candidates[next]);

    /// <summary>The text with candidates and template by seed.</summary>
    [Benchmark]
    public FormattedInstruction TextPermuted() => plain.Format(Next(), candidates[next], Shuffled);

    /// <summary>The text and its tokens; nothing has to go.</summary>
    [Benchmark]
    public FormattedInstruction Tokens() => counting.Format(Next(), candidates[next]);

    /// <summary>The text and its tokens; half of the history has to go.</summary>
    [Benchmark]
    public FormattedInstruction TokensOverBudget() => counting.Format(Next(), candidates[next], Tight);

    private Instruction Next()
    {
        next = next == instructions.Length - 1 ? 0 : next + 1;
        return instructions[next];
    }
}
