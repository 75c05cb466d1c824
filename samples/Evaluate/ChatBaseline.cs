using System.ClientModel;
using System.ClientModel.Primitives;
using System.Globalization;
using InstructRec;
using InstructRec.Evaluation.Protocols;
using InstructRec.Extensions.AI.Answers;
using InstructRec.Extensions.AI.Asking;
using InstructRec.Extensions.AI.Ranking;
using Microsoft.Extensions.AI;
using OpenAI;

namespace Evaluate;

/// <summary>A chat model as ranker: the history, the candidates by number, an answer of numbers; with what it cost. Answers are kept in the run's folder, and none is paid for twice.</summary>
internal sealed class ChatBaseline : IAsyncDisposable
{
    private const string KeyVariable = "INSTRUCTREC_CHAT_KEY";
    private readonly AnswerCache _answers;
    private readonly ChatAsker _asker;
    private readonly ChatRanker _ranker;

    public ChatBaseline(EvaluationData data, CommandLine line, string folder)
    {
        if (line.ChatAddress is not { } address || !Uri.TryCreate(address, UriKind.Absolute, out Uri? endpoint) || endpoint.Scheme is not ("http" or "https") || line.ChatModel is not { } model)
        {
            throw new InstructRecException(InstructRecErrorKind.Options, "there is no chat model to ask", "--systems", "Name an endpoint of the OpenAI kind with --chat http://… and its model with --chat-model");
        }

        // An endpoint of one's own wants no key, but the client wants a text.
        string key = Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } given ? given : "none";
        IChatClient client = new OpenAIClient(new ApiKeyCredential(key), new OpenAIClientOptions { Endpoint = endpoint, RetryPolicy = new ClientRetryPolicy(0) }).GetChatClient(model).AsIChatClient();
        _answers = AnswerCache.Open(Path.Combine(folder, "chat-answers.jsonl"));
        _asker = new ChatAsker(client, _answers, new AskingOptions { Model = model });
        _ranker = new ChatRanker(_asker);
        System = InstructionSetting.Sequential(data.Split).System($"chat model {model}", data.Dataset, _ranker.ToScoring());
    }

    public IEvaluatedSystem System { get; }

    /// <summary>What the asking cost, and how many answers could not be read.</summary>
    public string Cost
    {
        get
        {
            AskingCounts counts = _asker.Counts;
            return string.Create(
                CultureInfo.InvariantCulture,
                $"{System.Name}: {counts.Asked:N0} questions asked, {counts.FromCache:N0} known, {counts.Retries:N0} asked again; {counts.InputTokens:N0} tokens in, {counts.OutputTokens:N0} out; {100 * _ranker.Report.UnparsedShare:0.0} % of the answers could not be read and count as ties.");
        }
    }

    public async ValueTask DisposeAsync()
    {
        _asker.Dispose();
        await _answers.DisposeAsync();
    }
}
