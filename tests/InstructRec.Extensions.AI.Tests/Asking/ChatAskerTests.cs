using System.Text;
using InstructRec.Extensions.AI.Answers;
using InstructRec.Extensions.AI.Asking;
using InstructRec.Extensions.AI.Prompts;
using InstructRec.Testing;

namespace InstructRec.Extensions.AI.Tests.Asking;

public class ChatAskerTests
{
    private static readonly ChatPrompt Question = new() { Id = "test", Version = 1, System = "Answer.", User = "{n}" };

    private static readonly AskingOptions Quick = new() { FirstDelay = TimeSpan.FromMilliseconds(20), Timeout = TimeSpan.FromSeconds(10) };

    [Theory]
    [InlineData("429")]
    [InlineData("500")]
    [InlineData("503")]
    [InlineData("garbage")]
    [InlineData("half")]
    [InlineData("empty")]
    public async Task A_fault_that_may_pass_is_tried_again(string fault)
    {
        using var endpoint = new ChatEndpoint((n, _) => n > 2 ? new Reply("well") : fault switch
        {
            "garbage" => new Reply(Raw: Encoding.UTF8.GetBytes("<html>busy</html>")),
            "half" => new Reply(HalfBody: true),
            "empty" => new Reply(Raw: []),
            _ => Reply.Failing(int.Parse(fault, System.Globalization.CultureInfo.InvariantCulture)),
        });
        using var asker = new ChatAsker(endpoint.Client(), null, Quick);

        string answer = await asker.AskAsync(Question, Values(1));

        answer.Should().Be("well");
        endpoint.Requests.Should().Be(3);
        asker.Counts.Should().Be(new AskingCounts(1, 0, 2, 100, 20));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(401)]
    [InlineData(404)]
    public async Task A_refused_request_is_not_sent_again(int status)
    {
        using var endpoint = new ChatEndpoint((_, _) => Reply.Failing(status));
        using var asker = new ChatAsker(endpoint.Client(), null, Quick);

        Func<Task> ask = () => asker.AskAsync(Question, Values(1));

        (await ask.Should().ThrowAsync<InstructRecException>()).Which.Kind.Should().Be(InstructRecErrorKind.Unavailable);
        endpoint.Requests.Should().Be(1);
    }

    [Fact]
    public async Task After_the_last_attempt_it_says_so_in_one_line()
    {
        using var endpoint = new ChatEndpoint((_, _) => Reply.Failing(500));
        using var asker = new ChatAsker(endpoint.Client(), null, Quick with { Attempts = 3 });

        Func<Task> ask = () => asker.AskAsync(Question, Values(1));

        string message = (await ask.Should().ThrowAsync<InstructRecException>()).Which.Message;
        message.Should().Contain("test-model").And.Contain("3 times").And.NotContain("\n");
        endpoint.Requests.Should().Be(3);
    }

    [Fact]
    public async Task A_slow_answer_is_given_up_and_asked_for_again()
    {
        using var endpoint = new ChatEndpoint((n, _) => new Reply("well", Delay: n == 1 ? TimeSpan.FromSeconds(30) : default));
        using var asker = new ChatAsker(endpoint.Client(), null, Quick with { Timeout = TimeSpan.FromSeconds(2) });

        (await asker.AskAsync(Question, Values(1))).Should().Be("well");

        asker.Counts.Retries.Should().BeGreaterThanOrEqualTo(1);
    }

    [Fact]
    public async Task Retry_after_is_honoured_by_everyone()
    {
        using var endpoint = new ChatEndpoint((n, _) => n == 1 ? Reply.Failing(429, retryAfter: 1) : new Reply("well"));
        using var asker = new ChatAsker(endpoint.Client(), null, Quick with { FirstDelay = TimeSpan.FromMilliseconds(1) });
        long start = TimeProvider.System.GetTimestamp();

        await asker.AskAsync(Question, Values(1));
        TimeSpan waited = TimeProvider.System.GetElapsedTime(start);

        waited.Should().BeGreaterThan(TimeSpan.FromMilliseconds(950));
    }

    [Fact]
    public async Task No_more_are_under_way_than_allowed_and_the_same_question_is_sent_once()
    {
        using var endpoint = new ChatEndpoint((_, user) => new Reply("answer to " + user, Delay: TimeSpan.FromMilliseconds(100)));
        using var asker = new ChatAsker(endpoint.Client(), null, Quick with { Concurrency = 3 });

        string[] answers = await Task.WhenAll(Enumerable.Range(0, 24).Select(i => asker.AskAsync(Question, Values(i % 12))));

        answers.Should().Equal(Enumerable.Range(0, 24).Select(i => $"answer to {i % 12}"));
        endpoint.Requests.Should().Be(12);
        endpoint.MostAtOnce.Should().BeInRange(2, 3);
    }

    [Fact]
    public async Task Requests_keep_their_distance()
    {
        using var endpoint = new ChatEndpoint((_, _) => new Reply());
        using var asker = new ChatAsker(endpoint.Client(), null, Quick with { RequestsPerMinute = 600 });
        long start = TimeProvider.System.GetTimestamp();

        await Task.WhenAll(Enumerable.Range(0, 6).Select(i => asker.AskAsync(Question, Values(i))));

        TimeProvider.System.GetElapsedTime(start).Should().BeGreaterThan(TimeSpan.FromMilliseconds(490), "six requests are five distances of a tenth of a second");
    }

    [Fact]
    public async Task A_kept_answer_is_not_asked_for_again_by_the_same_model()
    {
        using TemporaryFolder folder = new();
        using var endpoint = new ChatEndpoint((_, _) => new Reply("kept"));
        await using (AnswerCache cache = AnswerCache.Open(folder.Of("answers.log")))
        {
            using var first = new ChatAsker(endpoint.Client(), cache, Quick);
            await first.AskAsync(Question, Values(1));
        }

        await using AnswerCache again = AnswerCache.Open(folder.Of("answers.log"));
        using var asker = new ChatAsker(endpoint.Client(), again, Quick);
        using var other = new ChatAsker(endpoint.Client(), again, Quick with { Model = "other-model" });

        (await asker.AskAsync(Question, Values(1))).Should().Be("kept");
        endpoint.Requests.Should().Be(1);
        await other.AskAsync(Question, Values(1));
        endpoint.Requests.Should().Be(2);
        again.Count.Should().Be(2);
    }

    [Fact]
    public async Task One_who_gives_up_does_not_take_others_along()
    {
        using var endpoint = new ChatEndpoint((_, _) => new Reply("well", Delay: TimeSpan.FromMilliseconds(400)));
        using var asker = new ChatAsker(endpoint.Client(), null, Quick);
        using var stop = new CancellationTokenSource();

        Task<string> first = asker.AskAsync(Question, Values(1), stop.Token);
        Task<string> second = asker.AskAsync(Question, Values(1));
        await stop.CancelAsync();

        await FluentActions.Awaiting(() => first).Should().ThrowAsync<OperationCanceledException>();
        (await second).Should().Be("well");
    }

    private static Dictionary<string, string> Values(int n) => new() { ["n"] = n.ToString(System.Globalization.CultureInfo.InvariantCulture) };
}
