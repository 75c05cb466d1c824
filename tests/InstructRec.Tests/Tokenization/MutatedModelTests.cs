using InstructRec.Tokenization;

namespace InstructRec.Tests.Tokenization;

public sealed class MutatedModelTests
{
    private const int Seed = 20261124;

    private static readonly string[] Texts = ["ab ba  a\tb", "é\u0001e\u0301 ﷺ▁", "\ud800a<pad></s>", new string('a', 300), ""];

    [Fact]
    public void Ten_thousand_damaged_files_never_crash_with_anything_else()
    {
        byte[] bare = SmallModel.Words("▁a", "▁", "a", "b", "ab", "▁ab", "é").With("<x>", 0, 4).With("unused", -3, 5).Bytes();
        byte[] ruled = SmallModel.Words("▁a", "▁", "a", "b", "ab").Rules(("\t", " "), ("e\u0301", "é"), ("\u0001", ""), ("ﷺ", "صلى الله")).Bytes();
        byte[] whole = File.ReadAllBytes(Vocabularies.Path);
        var random = new Random(Seed);
        int read = 0;
        for (int i = 0; i < 10_000; i++)
        {
            byte[] model = i % 100 == 0 ? whole : i % 3 == 0 ? ruled : bare;
            byte[] mutated = Mutate(model, random);
            try
            {
                UseEverything(new T5Tokenizer(SentencePieceModel.Parse(mutated, "mutated.model")));
                read++;
            }
            catch (InstructRecException e) when (e.Kind == InstructRecErrorKind.Vocabulary)
            {
                e.Message.Should().NotContain("\n");
            }
        }

        read.Should().BeInRange(100, 9_900, "some mutations hurt and some do not, or the test would test little");
    }

    private static void UseEverything(T5Tokenizer tokenizer)
    {
        foreach (string text in Texts)
        {
            int[] ids = tokenizer.Encode(text);
            if (ids.Any(id => id < 0 || id >= tokenizer.PieceCount) || tokenizer.Count(text) != ids.Length - 1)
            {
                throw new InvalidOperationException("An id is out of range, or the count is another.");
            }

            tokenizer.Decode(ids);
        }
    }

    private static byte[] Mutate(byte[] bytes, Random random)
    {
        List<byte> mutated = [.. bytes];
        for (int i = random.Next(1, 4); i > 0; i--)
        {
            int at = random.Next(mutated.Count);
            switch (random.Next(6))
            {
                case 0:
                    mutated[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    mutated[at] = (byte)random.Next(256);
                    break;
                case 2:
                    mutated.RemoveRange(at, Math.Min(random.Next(1, 9), mutated.Count - at - 1));
                    break;
                case 3:
                    mutated.InsertRange(at, mutated.GetRange(at, Math.Min(random.Next(1, 30), mutated.Count - at)));
                    break;
                case 4:
                    mutated.InsertRange(at, [0xFF, 0xFF, 0xFF, 0xFF, 0x07]);
                    break;
                case 5 when random.Next(4) == 0:
                    mutated.RemoveRange(at + 1, mutated.Count - at - 1);
                    break;
            }
        }

        return [.. mutated];
    }
}
