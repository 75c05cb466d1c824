using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using InstructRec.Decoding;
using InstructRec.Testing;

namespace InstructRec.Tests.Decoding;

public partial class LogitsProcessorGoldenTests
{
    private static readonly GoldenTensors Tensors = new(GoldenRoot.Of("decoding", "logits-processors.safetensors"));
    private static readonly JsonElement Case = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(GoldenRoot.Of("decoding", "logits-processors.json")));

    public static TheoryData<string> Names => [.. Case.GetProperty("kept_tokens").EnumerateObject().Select(p => p.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Gives_the_reference_probabilities(string name)
    {
        float[] expected = Tensors.Floats($"probabilities_{name}");
        int[] kept = [.. Case.GetProperty("kept_tokens").GetProperty(name).EnumerateArray().Select(v => v.GetInt32())];
        int vocabulary = (int)Tensors.Shape("logits")[1], length = (int)Tensors.Shape("context_ids")[1];
        for (int row = 0; row < kept.Length; row++)
        {
            float[] scores = Tensors.Floats("logits")[(row * vocabulary)..((row + 1) * vocabulary)];
            int[] tokens = [.. Tensors.Longs("context_ids").Skip(row * length).Take(length).Select(t => (int)t)];
            foreach (ILogitsProcessor processor in Processors(name))
            {
                processor.Process(tokens, scores);
            }

            double total = scores.Sum(s => Math.Exp(s));
            scores.Count(s => s > float.NegativeInfinity).Should().Be(kept[row]);
            scores.Select((s, i) => Math.Abs((Math.Exp(s) / total) - expected[(row * vocabulary) + i])).Max().Should().BeLessThan(1e-6);
        }
    }

    /// <summary>Reads what a case is out of its name, so that other values of the same kinds work too.</summary>
    private static List<ILogitsProcessor> Processors(string name)
    {
        List<ILogitsProcessor> processors = [];
        int end = Case.GetProperty("eos").GetInt32();
        foreach (Match match in Part().Matches(name))
        {
            double value = match.Groups[2].Success ? double.Parse(match.Groups[2].Value, CultureInfo.InvariantCulture) : 0;
            processors.Add(match.Groups[1].Value switch
            {
                "temperature" => new Temperature(value),
                "top_k" => new TopK((int)value),
                "top_p" => new TopP(value),
                "repetition_penalty" => new RepetitionPenalty(value),
                "no_repeat_ngram" => new NoRepeatNgram((int)value),
                "bad_words" => new BadWords(Case.GetProperty("bad_words").Deserialize<int[][]>()!),
                _ => new MinimumNewTokens((int)value, end, int.Parse(match.Groups[3].Value, CultureInfo.InvariantCulture)),
            });
        }

        processors.Should().NotBeEmpty();
        return processors;
    }

    [GeneratedRegex(@"(temperature|top_k|top_p|repetition_penalty|no_repeat_ngram|bad_words|min_new_tokens)(?:_([0-9.]+))?(?:_prompt_(\d+))?")]
    private static partial Regex Part();
}
