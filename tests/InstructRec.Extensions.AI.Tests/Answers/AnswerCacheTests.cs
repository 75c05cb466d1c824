using System.Text;
using InstructRec.Extensions.AI.Answers;
using InstructRec.Testing;

namespace InstructRec.Extensions.AI.Tests.Answers;

public class AnswerCacheTests
{
    [Fact]
    public async Task What_is_kept_is_found_again_word_for_word()
    {
        using TemporaryFolder folder = new();
        string path = folder.Of("a.log");
        string odd = "line\nbreak, \"quotes\", ünïcode 🎲 \u2028 and a tab\t";
        await using (AnswerCache cache = AnswerCache.Open(path))
        {
            await Task.WhenAll(Enumerable.Range(0, 300).Select(i => cache.StoreAsync(Key(i), "m", new StoredAnswer(odd + i, i, 2 * i))));
            cache.Find(Key(299))!.Text.Should().Be(odd + 299);
        }

        await using AnswerCache again = AnswerCache.Open(path);
        again.Count.Should().Be(300);
        again.Damaged.Should().Be(0);
        again.Find(Key(17)).Should().Be(new StoredAnswer(odd + 17, 17, 34));
        again.Find(Key(300)).Should().BeNull();
    }

    [Fact]
    public async Task A_line_cut_off_anywhere_costs_that_line_only()
    {
        using TemporaryFolder folder = new();
        string path = folder.Of("a.log");
        await FillAsync(path, 3);
        byte[] whole = await File.ReadAllBytesAsync(path);
        int third = Array.LastIndexOf(whole, (byte)'\n', whole.Length - 2) + 1;
        for (int length = third; length < whole.Length; length += 7)
        {
            await File.WriteAllBytesAsync(path, whole[..length]);
            await using (AnswerCache cache = AnswerCache.Open(path))
            {
                cache.Count.Should().Be(2);
                await cache.StoreAsync(Key(9), "m", new StoredAnswer("new"));
            }

            await using AnswerCache again = AnswerCache.Open(path);
            again.Damaged.Should().Be(0);
            again.Count.Should().Be(3);
            again.Find(Key(9))!.Text.Should().Be("new");
        }
    }

    [Fact]
    public async Task A_changed_byte_is_noticed_and_the_rest_is_read()
    {
        using TemporaryFolder folder = new();
        string path = folder.Of("a.log");
        await FillAsync(path, 3);
        byte[] bytes = await File.ReadAllBytesAsync(path);
        int answer = Encoding.UTF8.GetString(bytes).IndexOf("answer 1", StringComparison.Ordinal);
        bytes[answer] = (byte)'A';
        await File.WriteAllBytesAsync(path, bytes);

        await using AnswerCache cache = AnswerCache.Open(path);

        cache.Damaged.Should().Be(1);
        cache.Count.Should().Be(2);
        cache.Find(Key(1)).Should().BeNull();
        cache.Find(Key(2))!.Text.Should().Be("answer 2");
    }

    [Fact]
    public async Task Two_at_once_are_refused()
    {
        using TemporaryFolder folder = new();
        await using AnswerCache one = AnswerCache.Open(folder.Of("a.log"));

        FluentActions.Invoking(() => AnswerCache.Open(folder.Of("a.log"))).Should().Throw<InstructRecException>().Which.Kind.Should().Be(InstructRecErrorKind.Storage);
    }

    private static QuestionKey Key(int i) => QuestionKey.Of("m", "s", i.ToString(System.Globalization.CultureInfo.InvariantCulture), string.Empty);

    private static async Task FillAsync(string path, int count)
    {
        await using AnswerCache cache = AnswerCache.Open(path);
        for (int i = 0; i < count; i++)
        {
            await cache.StoreAsync(Key(i), "m", new StoredAnswer($"answer {i}"));
        }
    }
}
