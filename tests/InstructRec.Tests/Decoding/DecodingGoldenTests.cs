using System.Text.Json;
using InstructRec.Checkpoints;
using InstructRec.Decoding;
using InstructRec.T5;
using InstructRec.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace InstructRec.Tests.Decoding;

[Collection("native")]
public class DecodingGoldenTests
{
    public static TheoryData<string> Networks => [.. GoldenRoot.Cases("decoding")];

    [Theory]
    [MemberData(nameof(Networks))]
    public void Says_the_reference_sequences_with_their_scores(string network)
    {
        JsonElement golden = JsonSerializer.Deserialize<JsonElement>(File.ReadAllText(GoldenRoot.Of("decoding", network, "cases.json")));
        GoldenTensors inputs = new(GoldenRoot.Of("decoding", network, "inputs.safetensors"));
        int end = golden.GetProperty("eos").GetInt32();
        Dictionary<string, CatalogTrie> tries = golden.GetProperty("tries").EnumerateObject().ToDictionary(t => t.Name, t => CatalogTrie.Build(t.Value.Deserialize<int[][]>()!, end));
        using T5ForConditionalGeneration model = PretrainedFolder.Open(GoldenRoot.Of("decoding", network)).LoadModel();
        using Tensor ids = tensor(inputs.Longs("input_ids"), inputs.Shape("input_ids")), mask = tensor(inputs.Longs("attention_mask"), inputs.Shape("attention_mask"));

        int alone = 0;
        foreach (JsonElement one in golden.GetProperty("cases").EnumerateArray())
        {
            string name = one.GetProperty("name").GetString()!;
            CatalogTrie? trie = one.GetProperty("trie").GetString() is { } key ? tries[key] : null;
            using EncodedInstruction batch = model.Encode(ids, mask);
            IReadOnlyList<IReadOnlyList<DecodedSequence>> together = Decode(model, batch, one.GetProperty("parameters"), trie, end);
            for (int source = 0; source < together.Count; source++)
            {
                if (one.GetProperty("comparable")[source].GetBoolean())
                {
                    Compare($"{network} {name} source {source} in the batch", one.GetProperty("rows")[source], together[source]);
                }
            }

            // One source of each case, in turn, is decoded by itself too.
            int chosen = alone++ % together.Count;
            if (one.GetProperty("comparable")[chosen].GetBoolean())
            {
                using Tensor oneId = ids.narrow(0, chosen, 1), oneMask = mask.narrow(0, chosen, 1);
                using EncodedInstruction encoded = model.Encode(oneId, oneMask);
                Compare($"{network} {name} source {chosen} alone", one.GetProperty("rows")[chosen], Decode(model, encoded, one.GetProperty("parameters"), trie, end)[0]);
            }
        }
    }

    private static void Compare(string name, JsonElement golden, IReadOnlyList<DecodedSequence> found)
    {
        JsonElement[] expected = [.. golden.EnumerateArray().Where(h => !h.TryGetProperty("valid", out JsonElement valid) || valid.GetBoolean())];
        found.Select(f => string.Join(' ', f.Tokens)).Should().Equal(expected.Select(e => string.Join(' ', e.GetProperty("tokens").Deserialize<int[]>()!)), name);
        found.Select(f => f.EndedByEndToken).Should().Equal(expected.Select(e => e.GetProperty("finished_by_eos").GetBoolean()), name);
        for (int i = 0; i < expected.Length; i++)
        {
            double score = expected[i].TryGetProperty("score", out JsonElement beam) ? beam.GetDouble() : expected[i].GetProperty("sum_log_prob").GetDouble();
            found[i].Score.Should().BeApproximately(score, 1e-4, name);
        }
    }

    private static IReadOnlyList<IReadOnlyList<DecodedSequence>> Decode(T5ForConditionalGeneration model, EncodedInstruction encoded, JsonElement parameters, CatalogTrie? trie, int end)
    {
        int Number(string name, int otherwise) => parameters.TryGetProperty(name, out JsonElement value) ? value.GetInt32() : otherwise;
        List<ILogitsProcessor> processors = [];
        if (parameters.TryGetProperty("repetition_penalty", out JsonElement penalty))
        {
            processors.Add(new RepetitionPenalty(penalty.GetDouble()));
        }

        if (Number("no_repeat_ngram_size", 0) is > 0 and int size)
        {
            processors.Add(new NoRepeatNgram(size));
        }

        if (parameters.TryGetProperty("bad_words_ids", out JsonElement words))
        {
            processors.Add(new BadWords(words.Deserialize<int[][]>()!));
        }

        if (Number("min_new_tokens", 0) is > 0 and int minimum)
        {
            processors.Add(new MinimumNewTokens(minimum, end));
        }

        if (trie is not null)
        {
            processors.Add(new AllowedTokens(trie));
        }

        if (Number("num_beams", 1) is > 1 and int beams)
        {
            return
                new BeamSearch(new BeamSearchOptions
                {
                    BeamCount = beams,
                    ReturnCount = Number("num_return_sequences", 1),
                    MaxNewTokens = Number("max_new_tokens", 20),
                    LengthPenalty = parameters.TryGetProperty("length_penalty", out JsonElement length) ? length.GetDouble() : 1,
                    EarlyStopping = parameters.TryGetProperty("early_stopping", out JsonElement early)
                        ? early.ValueKind switch { JsonValueKind.True => EarlyStopping.WhenFull, JsonValueKind.False => EarlyStopping.WhenUnlikelyToImprove, _ => EarlyStopping.WhenUnableToImprove }
                        : EarlyStopping.WhenUnlikelyToImprove,
                    Processors = processors,
                }).Decode(model, encoded);
        }

        GreedySearch greedy = new(new DecodingOptions { MaxNewTokens = Number("max_new_tokens", 20), Processors = processors });
        return [.. greedy.Decode(model, encoded).Select(s => (IReadOnlyList<DecodedSequence>)[s])];
    }
}
